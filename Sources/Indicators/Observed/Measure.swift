/// What can be counted (测量项): the closed vocabulary of the catalogue. A new one is a case here, the lines its record
/// gives in `Observed`, and a history in the tests.
package enum Measure: String, Codable, Sendable, CaseIterable {
    /// 投诉件数
    case complaint
    /// 48 小时首次反馈 (S0-15)
    case firstFeedback = "first_feedback"
    /// 14 天反馈处理结果 (S0-16)
    case decision
    /// 各级时限：by kind of promise and level
    case promise
    case feedbackTime = "feedback_time"
    case resolutionTime = "resolution_time"
    /// 一次解决 (S4-6)
    case firstContact = "first_contact"
    case upheld
    case repeated
    case reopened
    case escalated
    case referred
    /// 进展告知 (S4-53)
    case update
    /// 三率：响应、解决、满意 of those called back (standards 2.8)
    case callbackResponse = "callback_response"
    case callbackSolved = "callback_solved"
    case satisfied
    case answered
    /// 服务承诺 (ISO 10001)
    case commitment
    case residentDay = "resident_day"
    case letter
    case followUp = "follow_up"
    case visit
    case outpatient
    case discharge
    case beneficiary
    case surveyIndex = "survey_index"
    case surveySatisfied = "survey_satisfied"
    case surveyAware = "survey_aware"
    case surveySpoke = "survey_spoke"
    case insuranceSatisfied = "insurance_satisfied"
    case duty
    case actionOnTime = "action_on_time"
    case actionEffective = "action_effective"
    case suggestionAdopted = "suggestion_adopted"
    case mysteryPoints = "mystery_points"
    case inspectionPoints = "inspection_points"
    /// 培训到课 (S0-29)
    case trainingAttended = "training_attended"
    /// 培训考核合格 (S0-30)
    case trainingPassed = "training_passed"

    /// How its lines add up.
    package enum Shape: Sendable {
        /// So many of so many.
        case share
        /// Lengths of time: median and P90.
        case length
        /// How many.
        case count
        /// Days of stretches of time.
        case span
        /// So many of so many on the last day of a period.
        case standing
        /// Points reached of those possible.
        case points
    }

    package var shape: Shape {
        switch self {
        case .complaint, .visit, .outpatient, .discharge, .beneficiary: .count
        case .feedbackTime, .resolutionTime: .length
        case .residentDay: .span
        case .letter: .standing
        case .surveyIndex, .mysteryPoints, .inspectionPoints: .points
        case .firstFeedback, .decision, .promise, .firstContact, .upheld, .repeated, .reopened, .escalated, .referred,
            .update, .callbackResponse, .callbackSolved, .satisfied, .answered, .commitment, .followUp,
            .surveySatisfied, .surveyAware, .surveySpoke, .insuranceSatisfied, .duty, .actionOnTime, .actionEffective,
            .suggestionAdopted, .trainingAttended, .trainingPassed:
            .share
        }
    }

    /// The records whose lines they are.
    package var source: ObservedKind {
        switch self {
        case .complaint, .firstFeedback, .decision, .promise, .feedbackTime, .resolutionTime, .firstContact, .upheld,
            .repeated, .reopened, .escalated, .referred, .update, .callbackResponse, .callbackSolved, .satisfied,
            .answered, .commitment:
            .case
        case .residentDay, .letter, .followUp: .person
        case .visit, .outpatient, .discharge, .beneficiary: .volume
        case .surveyIndex, .surveySatisfied, .surveyAware, .surveySpoke, .insuranceSatisfied: .survey
        case .duty: .duty
        case .actionOnTime, .actionEffective: .action
        case .suggestionAdopted: .suggestion
        case .mysteryPoints, .inspectionPoints: .inspection
        case .trainingAttended: .training
        case .trainingPassed: .trainingRecord
        }
    }

    /// Whether few of them would let people be recognised, so that fewer than five are not told (standards 2.15). What
    /// staff did for the house, and how much was done, is told whatever its number.
    package var tellsOfPersons: Bool {
        switch source {
        case .case, .person, .survey, .suggestion: self != .residentDay && self != .letter
        case .training, .trainingRecord: true
        case .duty, .action, .inspection, .volume: false
        }
    }
}

/// The records indicators are counted from (计数对象), named as their events name them.
package enum ObservedKind: String, Codable, Sendable, CaseIterable {
    case `case`
    case person
    case duty
    case action = "improvement_action"
    case suggestion
    case survey
    case inspection
    case volume = "indicator_volume"
    case training = "training_session"
    case trainingRecord = "training_record"
}

/// One record something is counted of.
package struct ObservedSubject: Hashable, Sendable {
    package let kind: ObservedKind
    package let id: String

    package init(_ kind: ObservedKind, _ id: String) {
        self.kind = kind
        self.id = id
    }
}
