import Foundation

/// The user's desktop, where there is one.
enum Desktop {
    /// Opens an address in the user's browser. False where there is no desktop, or nothing on it that opens addresses.
    static func open(_ address: String, _ environment: [String: String]) -> Bool {
        let hasDesktop = ["DISPLAY", "WAYLAND_DISPLAY"].contains { environment[$0]?.isEmpty == false }
        let program = "/usr/bin/xdg-open"
        guard hasDesktop, FileManager.default.isExecutableFile(atPath: program) else { return false }
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = [address]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        // It is not waited for: a browser that this starts may run for hours.
        return (try? process.run()) != nil
    }
}

/// The terminal a person sits at.
enum Terminal {
    /// Asks on the terminal that standard input and error are; anything but y, yes, j or ja is no. Nil where one of them
    /// is something else, so that no script is ever asked.
    static func askYes(_ question: String) -> Bool? {
        guard isatty(STDIN_FILENO) == 1, isatty(STDERR_FILENO) == 1 else { return nil }
        _ = Array(question.utf8).withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
        let answer = readLine()?.trimmingCharacters(in: .whitespaces).lowercased() ?? ""
        return ["y", "yes", "j", "ja"].contains(answer)
    }

    /// Asks on the terminal, whatever standard input and output are, and does not show what is typed. Nil where there is
    /// no terminal.
    static func askSecret(_ question: String) -> String? {
        let descriptor = Glibc.open("/dev/tty", O_RDWR | O_CLOEXEC)
        guard descriptor >= 0, isatty(descriptor) == 1 else { return nil }
        defer { close(descriptor) }
        var settings = termios()
        guard tcgetattr(descriptor, &settings) == 0 else { return nil }
        var silent = settings
        silent.c_lflag &= ~tcflag_t(ECHO)
        guard tcsetattr(descriptor, TCSAFLUSH, &silent) == 0 else { return nil }
        defer { tcsetattr(descriptor, TCSAFLUSH, &settings) }
        _ = Array(question.utf8).withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        var answer: [UInt8] = []
        var byte: UInt8 = 0
        while read(descriptor, &byte, 1) == 1, byte != 0x0A, answer.count < 1024 { answer.append(byte) }
        _ = write(descriptor, "\n", 1)
        return String(validating: answer, as: UTF8.self)
    }
}
