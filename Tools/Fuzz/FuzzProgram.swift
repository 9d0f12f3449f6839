import Glibc

/// `Fuzz TARGET [libFuzzer's options] [CORPUS | FILE]`, `Fuzz --seeds TARGET FOLDER`, `Fuzz --list`.
///
/// libFuzzer's driver is called from here, rather than that it brings the `main`: so one program holds all targets.
@main
enum FuzzProgram {
    /// Set before the driver starts, and only read after.
    nonisolated(unsafe) private static var target = FuzzTarget.json

    static func main() {
        let arguments = CommandLine.arguments.dropFirst()
        if arguments.first == "--list" {
            for target in FuzzTarget.allCases { print(target.rawValue) }
            exit(0)
        }
        if arguments.first == "--seeds", arguments.count == 3, let folder = arguments.last {
            writeSeeds(of: named(arguments.dropFirst().first), to: folder)
            exit(0)
        }
        target = named(arguments.first)
        exit(runDriver(arguments.dropFirst() + ["-max_len=\(target.mostBytes)"]))
    }

    private static func named(_ name: String?) -> FuzzTarget {
        guard let target = name.flatMap(FuzzTarget.init) else {
            print("There is no such target. Targets: \(FuzzTarget.allCases.map(\.rawValue).joined(separator: ", "))")
            exit(2)
        }
        return target
    }

    private static func runDriver(_ options: [String]) -> Int32 {
        var texts: [UnsafeMutablePointer<CChar>?] = ([CommandLine.arguments[0]] + options).map { strdup($0) } + [nil]
        var count = Int32(texts.count - 1)
        return texts.withUnsafeMutableBufferPointer { texts in
            var start = texts.baseAddress
            return fuzzerRunDriver(&count, &start) { bytes, count in
                FuzzProgram.target.read(Array(UnsafeBufferPointer(start: bytes, count: count)))
                return 0
            }
        }
    }

    private static func writeSeeds(of target: FuzzTarget, to folder: String) {
        for (index, seed) in Seeds.of(target).enumerated() {
            guard let file = fopen("\(folder)/seed-\(index)", "w") else { continue }
            fwrite(seed, 1, seed.count, file)
            fclose(file)
        }
    }
}

@_silgen_name("LLVMFuzzerRunDriver")
private func fuzzerRunDriver(
    _ count: UnsafeMutablePointer<Int32>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
    _ callback: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32
