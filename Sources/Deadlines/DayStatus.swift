import Kernel

/// What a calendar says of one day: when it is worked, and why.
package struct DayStatus: Hashable, Sendable {
    package let periods: [WorkPeriod]
    package let nature: Nature
    /// False when the day lies in a year whose arrangement is not published, so this may yet change.
    package let isSettled: Bool

    package var isWorking: Bool { !periods.isEmpty }

    /// Why a day is worked or not.
    package enum Nature: Hashable, Sendable {
        /// The weekly pattern alone decides.
        case ordinary
        /// 法定节假日及其调休
        case holiday([Holiday])
        /// 调休补班
        case makeUp
        /// 本单位调整
        case override
    }
}
