import Kernel

/// A post (岗位) of the establishment, such as 护理员 or 质量监督员 (S3-20, S3-22).
package struct Post: Hashable, Sendable {
    package static let dutiesLimit = 4000

    package let id: ID<Post>
    package let organisationID: ID<Organisation>
    package var name: String
    /// 岗位职责: what whoever holds it answers for, in the organisation's own words.
    package var duties: String
    /// How many people the establishment plans for it; `nil` when nothing is planned (reading 25).
    package var establishment: Int?
    /// The last day it could be filled; `nil` while it stands.
    package private(set) var retiredOn: LocalDay?

    package init(
        id: ID<Post>, organisationID: ID<Organisation>, name: String, duties: String = "", establishment: Int? = nil,
        retiredOn: LocalDay? = nil
    ) {
        self.id = id
        self.organisationID = organisationID
        self.name = name
        self.duties = duties
        self.establishment = establishment
        self.retiredOn = retiredOn
    }

    /// Throws `Problem` unless the post, new or changed, may stand beside `others`: a retired one keeps its name, so
    /// that old records never speak of two posts alike.
    package func check(beside others: [Post]) throws(Problem) {
        guard retiredOn == nil else { throw .conflict("platform.organisation.post_retired") }
        guard (1...100).contains(name.count) else {
            throw .invalid("name", Message("platform.organisation.name_length", ["n": 100]))
        }
        guard let other = others.first(where: { $0.id != id && $0.name == name }) else { return }
        let key = other.retiredOn == nil ? "post_name_taken" : "post_name_retired"
        throw .invalid("name", Message("platform.organisation.\(key)", ["name": .text(name)]))
    }

    /// Ends the post with `day`. Refused while somebody holds it after that day.
    package mutating func retire(on day: LocalDay, holders: Int) throws(Problem) {
        guard retiredOn == nil else { throw .conflict("platform.organisation.post_retired") }
        guard holders == 0 else {
            throw .conflict(
                Message("platform.organisation.post_has_holders", ["name": .text(name), "n": .number(holders)]))
        }
        retiredOn = day
    }

    /// Puts a retired post back, under the name it had.
    package mutating func restore() { retiredOn = nil }
}
