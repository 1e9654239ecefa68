import Kernel
import Platform

extension World {
    /// A dozen cases with character, told once; a store that has cases already is left as it is.
    package func tellCases(in program: Program) async throws {}
}
