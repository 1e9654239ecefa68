import Casework
import Platform

/// The desk improvement is worked at: the tools and rules of cases.
package struct QualityDesk: Sendable {
    package let cases: CaseDesk
    package var desk: Desk { cases.desk }

    package init(cases: CaseDesk) { self.cases = cases }
}
