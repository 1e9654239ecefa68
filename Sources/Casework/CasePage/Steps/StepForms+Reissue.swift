import Kernel
import Web

extension StepForms {
    /// A new PIN for whoever lost theirs; it leads to the receipt, where the PIN stands.
    static let reissueForms: [StepForm] = [reissue]

    private static let reissue = StepForm(
        "new-pin", .reissuePIN, isWeighty: true, leadsTo: "/receipt",
        fields: { ask in
            let possible = IdentityProof.allCases.filter { $0.isPossible(for: ask.subject.complainant) }
            return [
                ask.choice("identity_proof", possible, "identity_proof"),
                ask.text("identity_check", limit: 1000, rows: 3, hint: ask.hint("identity_check")),
            ]
        },
        read: { reader, _ in
            let proof = reader.requiredChoice("identity_proof", as: IdentityProof.self)
            let check = reader.long("identity_check", limit: 1000)
            return proof.map { .reissue(Reissue(proof: $0, check: check)) }
        })
}
