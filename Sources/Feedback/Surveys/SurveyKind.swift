import Kernel

/// What a survey is for (问卷种类, reading 12).
package enum SurveyKind: String, Codable, Sendable, CaseIterable {
    /// 年度服务对象满意度调查 (S0-28)
    case annual
    /// 投诉办结回访评价：respect, process, result (standards 2.17)
    case postCase = "post_case"
    /// 长护险服务满意度调查, half-yearly (S2-25)
    case ltci
    /// 渠道知晓情况调查 (S0-5, S0-11)
    case awareness
    /// “忍着没说”调查：did you hold back a complaint (standards 2.15)
    case silence
}

/// Where a survey stands (问卷状态).
package enum SurveyState: String, Sendable, CaseIterable {
    /// 准备中
    case draft
    /// 进行中
    case open
    /// 已结束：its report can be read
    case closed
}

/// By which way an answer came (作答方式, S4-48).
package enum AnswerMode: String, Codable, Sendable, CaseIterable {
    case paper, phone, web, kiosk
}

/// Who answered (作答人).
package enum Respondent: String, Codable, Sendable, CaseIterable {
    /// 本人
    case own = "self"
    /// 本人在他人协助下
    case assisted
    /// 他人代答
    case proxy
}

/// In what relation whoever helped or answered for somebody stands (协助人、代答人).
package enum HelperRelation: String, Codable, Sendable, CaseIterable {
    case family, guardian
    /// 本机构员工：told in the report, because people answer otherwise before staff
    case staff
    case volunteer
    case otherResident = "other_resident"
    case other
}
