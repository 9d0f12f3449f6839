import Foundation
import TestSupport

@testable import SimulatedAuthority

/// What nobody told the product of: persons at work in Altinn, and books that come back from a backup.
extension World {
    /// A person confirms a draft that waits for it, changes it first, or deletes a draft.
    func personActs() async {
        let drafts = await authority.instances.filter {
            !$0.isSoftDeleted && ($0.task == .confirmation || $0.task == .data)
        }
        guard let draft = random.pick(drafts) else { return }
        let choice = Int.random(in: 0..<5, using: &random)
        switch (draft.task, choice) {
        case (.confirmation, 0...1):
            tell("a person confirms \(draft.id)")
            try? await authority.confirmAsPerson(draft.id)
        case (.confirmation, 2):
            tell("a person changes \(draft.id) and confirms it")
            changedByPerson.insert(draft.id)
            await authority.changeReturn(of: draft.id)
            try? await authority.confirmAsPerson(draft.id)
        case (_, 3):
            tell("a person deletes \(draft.id)")
            await authority.delete(draft.id)
        default: break
        }
    }

    /// Now and then the books are saved, and later they are what was saved.
    func backUpOrRestore() async throws {
        let backup = folder.appending(path: "backup.bilag").path
        guard let saved, random.chance(1, in: 2) else {
            tell("the books are backed up")
            try? FileManager.default.removeItem(atPath: backup)
            try copyBooks(to: backup)
            saved = model
            return
        }
        tell("the books are restored")
        // What is on its way left books that are no more.
        while !late.isEmpty {
            time.advance(seconds: 100)
            await deliverLate()
        }
        var restored = saved
        restored.everApproved.merge(model.everApproved) { $1 }
        try reopen(as: restored) {
            for file in [path, path + "-wal", path + "-shm"] { try? FileManager.default.removeItem(atPath: file) }
            try FileManager.default.copyItem(atPath: backup, toPath: path)
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        }
    }
}

extension SimulatedAuthority {
    fileprivate func changeReturn(of id: String) {
        guard let index = instances.firstIndex(where: { $0.id == id }),
            let place = instances[index].data.firstIndex(where: { $0.type == "mvamelding" })
        else { return }
        instances[index].data[place].bytes += Array("\n".utf8)
    }

    fileprivate func delete(_ id: String) {
        guard let index = instances.firstIndex(where: { $0.id == id }) else { return }
        instances[index].isSoftDeleted = true
    }
}
