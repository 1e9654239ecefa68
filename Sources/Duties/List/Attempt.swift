import Kernel

/// What an address or a form says, or what is wrong with it: a page shows either (试读).
func attempt<Value>(_ body: () throws -> Value) throws -> (value: Value?, faults: [String: Message]) {
    do { return (try body(), [:]) } catch Problem.invalid(let faults) { return (nil, faults) }
}
