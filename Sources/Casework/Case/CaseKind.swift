/// What a voice is (个案类别, taxonomy 3.1). Any kind can be converted to another with its history kept.
package enum CaseKind: String, Codable, Sendable, CaseIterable {
    /// 咨询
    case inquiry = "INQ"
    /// 服务请求、报修、求助：no complaint, but it becomes one when somebody is dissatisfied (LGSCO).
    case request = "REQ"
    /// 建议
    case suggestion = "SUG"
    /// 投诉
    case complaint = "CMP"
    /// 表扬
    case compliment = "CPL"
    /// 举报：wrongdoing; always restricted.
    case report = "RPT"
    /// 风险、不良事件
    case incident = "INC"
    /// 个人信息权利请求 (PIPL)
    case dataRequest = "DSR"
    /// 外部转办：has the outside body's due date beside the inner clocks.
    case referral = "EXT"
    /// 监督、暗访观察
    case observation = "OBS"
    /// 纠纷、异议
    case dispute = "DSP"

    /// Whether the four levels, findings, approval and double confirmation of 3.4 and 3.5 apply.
    package var isGraded: Bool {
        switch self {
        case .complaint, .report, .incident, .referral, .dispute: true
        case .inquiry, .request, .suggestion, .compliment, .dataRequest, .observation: false
        }
    }
}
