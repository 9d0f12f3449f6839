import Values

/// Int64 sums that detect overflow, for folds that count øre.
@inline(__always)
func sum(_ left: Int64, _ right: Int64) throws(MoneyOverflow) -> Int64 {
    let (sum, overflow) = left.addingReportingOverflow(right)
    if overflow { throw MoneyOverflow() }
    return sum
}
