import Storage

extension SurveyKind: ColumnValue {}
extension SurveyState: ColumnValue {}
extension SamplingPlan.Kind: ColumnValue {}
extension AnswerMode: ColumnValue {}
extension Respondent: ColumnValue {}
extension HelperRelation: ColumnValue {}
extension FollowUpAudience: ColumnValue {}
extension FollowUpForm: ColumnValue {}
extension FollowUpMode: ColumnValue {}
extension SurveyComment.State: ColumnValue {}
