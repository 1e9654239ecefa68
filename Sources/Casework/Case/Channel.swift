/// By which way a voice came in (渠道, taxonomy 3.2).
package enum Channel: String, Codable, Sendable, CaseIterable {
    /// 电话
    case phone
    /// 呼叫中心热线
    case hotline
    /// 网站
    case web
    /// 应用或小程序
    case app
    /// 微信、企业微信
    case weChat = "wechat"
    /// 电子邮件
    case email
    /// 短信
    case sms
    /// 来信
    case letter
    /// 现场来访
    case walkIn = "walk_in"
    /// 意见箱
    case suggestionBox = "suggestion_box"
    /// 上门受理
    case homeVisit = "home_visit"
    /// 回访发现
    case followUpCall = "follow_up_call"
    /// 问卷发现
    case survey
    /// 员工主动收集
    case staffCapture = "staff_capture"
    /// 老年人或家属委员会
    case residentsCommittee = "residents_committee"
    /// 查房
    case wardRound = "ward_round"
    /// 12345
    case hotline12345 = "12345"
    /// 12315
    case hotline12315 = "12315"
    /// 信访
    case petitionOffice = "petition_office"
    /// 民政
    case civilAffairs = "civil_affairs"
    /// 医保
    case medicalInsurance = "medical_insurance"
    /// 卫健
    case healthCommission = "health_commission"
    /// 媒体、网络舆情
    case media
    /// 第三方暗访员
    case thirdPartyVisitor = "third_party_visitor"

    /// Bodies whose referral raises a case to level Ⅲ at least and brings an own due date (3.4).
    package var isOutsideBody: Bool {
        switch self {
        case .hotline12345, .hotline12315, .petitionOffice, .civilAffairs, .medicalInsurance, .healthCommission: true
        case .phone, .hotline, .web, .app, .weChat, .email, .sms, .letter, .walkIn, .suggestionBox, .homeVisit,
            .followUpCall, .survey, .staffCapture, .residentsCommittee, .wardRound, .media, .thirdPartyVisitor:
            false
        }
    }
}
