import Platform

/// What of a case a copy for a demonstration must know besides what is stored of it (个案样本).
extension Case {
    /// What the index of words is given of it.
    package var indexed: SearchDocument { searchDocument }
    package var told: (narrative: String, complainant: Complainant) { (narrative, complainant) }
}
