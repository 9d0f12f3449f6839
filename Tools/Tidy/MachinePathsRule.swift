/// Nothing that only this machine has: neither the folder of this checkout nor anybody's home.
struct MachinePathsRule: HouseRule {
    func breaches(in checkout: Checkout) throws -> [Breach] {
        let needles = [checkout.folder + "/", "/" + "home/", "/" + "Users/", "/" + "root/"]
        return try checkout.paths.filter { $0 != "LICENSE" }.flatMap { path in
            try checkout.lines(path).compactMap { number, text in
                let needle = needles.first { text.contains($0) }
                return needle.map { Breach(path, line: number, "holds a path of one machine: \($0)") }
            }
        }
    }
}
