import Kernel

/// Who is followed up (回访对象, S1-61, S1-65).
package enum FollowUpAudience: String, Codable, Sendable, CaseIterable {
    /// 服务对象本人：each month
    case elder
    /// 家属：each quarter
    case family
}

/// Which questions are asked (回访表).
package enum FollowUpForm: String, Codable, Sendable, CaseIterable {
    case elder, family
    /// 观察表：where the person cannot answer; what is seen, and what somebody close says (reading 14)
    case observation
}

/// How it is done (回访方式, S1-64).
package enum FollowUpMode: String, Codable, Sendable, CaseIterable {
    case phone, visit
}
