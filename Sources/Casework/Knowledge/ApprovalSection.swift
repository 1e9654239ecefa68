import Platform
import Web

extension PageSection {
    /// Where another than who wrote something approves it (双人复核); whoever wrote it is told why there is no press.
    /// `word` gives the texts `approval`, `approval_lead` and `approval_by_another`; the press names the version seen.
    package static func approval(
        of version: Int, isOwn: Bool, at address: String, submit: String, icon: String, _ word: (String) -> String
    ) -> PageSection {
        PageSection(
            "approval", word("approval"), lead: word(isOwn ? "approval_by_another" : "approval_lead"),
            form: isOwn
                ? nil
                : FormView(
                    action: address + "/approval", fields: [.hidden("version", String(version))], submit: submit,
                    icon: icon, isWeighty: true))
    }
}
