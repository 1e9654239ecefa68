import Storage

/// What a file is to the law of keeping (资料类别, standards 2.19). What is not ordinary has a term of its own.
package enum RecordClass: String, ColumnValue, Codable, Sendable, CaseIterable {
    /// 一般材料：kept as long as the record it belongs to.
    case ordinary
    /// 封存的病历与现场实物记录
    case sealedEvidence = "sealed_evidence"
    /// 门（急）诊病历复印件
    case outpatientCopy = "outpatient_copy"
    /// 住院病历复印件
    case inpatientCopy = "inpatient_copy"
    /// 个人信息保护影响评估报告
    case impactAssessment = "impact_assessment"
    /// 提供或委托处理个人信息的记录
    case sharingRecord = "sharing_record"
    /// 未录用人员的材料
    case candidate

    /// What somebody may lay to a case as; the others belong to records with screens of their own.
    package static let ofCases: [RecordClass] = [
        .sealedEvidence, .outpatientCopy, .inpatientCopy, .impactAssessment, .sharingRecord,
    ]
}
