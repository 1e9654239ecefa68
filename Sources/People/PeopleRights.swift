import Kernel
import Platform

/// What can be done with the people served and their families.
package enum PeopleAction: String, Platform.Action {
    /// See the list with masked names.
    case find = "people.find"
    /// See names whole.
    case readNames = "people.read_names"
    /// Open the record and its relatives, without what is sealed.
    case read = "people.read"
    /// Open telephone numbers of person and relatives, for a purpose.
    case readContacts = "people.read_contacts"
    /// Open document number and health notes, for a purpose.
    case readConfidential = "people.read_confidential"
    case edit = "people.edit"
    case editRelatives = "people.edit_relatives"
    case recordConsent = "people.record_consent"
    case importPersons = "people.import"
    case exportPersons = "people.export"
}

/// Who may do what with people (3.8, S1-76, S1-77): need to know, by role and by tie to the record.
package enum PeopleRights {
    package static let lines: [Right] =
        Right.lines(PeopleAction.find, everybody)
        + Right.lines(PeopleAction.readNames, keepers + readers)
        + Right.lines(PeopleAction.read, keepers + readers)
        + Right.lines(PeopleAction.readContacts, keepers + [.privacyOfficer, .auditor])
        + Right.lines(PeopleAction.readConfidential, [.customerRelations, .privacyOfficer, .auditor])
        + Right.lines(PeopleAction.edit, keepers + [.privacyOfficer])
        + Right.lines(PeopleAction.editRelatives, keepers + [.privacyOfficer])
        + Right.lines(PeopleAction.recordConsent, keepers + [.privacyOfficer])
        + Right.lines(PeopleAction.importPersons, [.customerRelations, .privacyOfficer])
        + Right.lines(PeopleAction.exportPersons, [.privacyOfficer])
        + ofUnit + ofCase

    /// 客服专员 and 客户关系专员, who keep the records.
    private static let keepers: [Role] = [.customerService, .customerRelations]
    private static let readers: [Role] = [.director, .chiefExecutive, .privacyOfficer, .auditor]

    /// Whoever works with people sees that they are there; system and security administrators do not need to.
    private static let everybody: [Role] = Role.allCases.filter {
        ![.systemAdministrator, .securityAdministrator, .regulator].contains($0)
    }

    /// 责任部门负责人: the people of the own unit.
    private static let ofUnit: [Right] =
        Right.lines(PeopleAction.readNames, [.unitHead], .unitHead)
        + Right.lines(PeopleAction.read, [.unitHead], .unitHead)
        + Right.lines(PeopleAction.readContacts, [.unitHead], .unitHead)

    /// Whoever holds, handles or first received a case about the person.
    private static let ofCase: [Right] = [Relation.firstReceiver, .holder, .handler, .groupMember, .approver].flatMap {
        tie in
        Right.lines(PeopleAction.readNames, caseRoles, tie) + Right.lines(PeopleAction.read, caseRoles, tie)
            + Right.lines(PeopleAction.readContacts, caseRoles, tie)
    }

    private static let caseRoles: [Role] = [
        .employee, .complaintHandler, .complaintLeader, .unitHead, .investigator, .mediator, .serviceDesigner,
        .qualitySupervisor, .supervisor, .director, .chiefExecutive, .coordinator,
    ]
}
