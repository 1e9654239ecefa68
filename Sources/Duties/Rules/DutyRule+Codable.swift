import Deadlines
import Kernel

/// How a version of a rule is kept in the store: the same short forms as in the data file.
extension DutyRule: Codable {
    enum CodingKeys: String, CodingKey {
        case code, name, why, rows, basis, every, due, rest, owner, scope, evidence, minimumDays, warnings, reminders
        case lastWorkingDay, ladder, place, on
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        func short<Value>(_ key: CodingKeys, _ read: (String) -> Value?) throws -> Value {
            guard let value = read(try values.decode(String.self, forKey: key)) else {
                throw DecodingError.dataCorruptedError(forKey: key, in: values, debugDescription: "not the short form")
            }
            return value
        }
        self.init(
            code: try values.decode(DutyCode.self, forKey: .code),
            name: try values.decode(BilingualText.self, forKey: .name),
            why: try values.decode(BilingualText.self, forKey: .why),
            rows: try values.decode([String].self, forKey: .rows),
            basis: try values.decode(DutyBasis.self, forKey: .basis), rhythm: try short(.every) { Rhythm($0) },
            due: try short(.due) { DuePoint($0) }, rest: try values.decode(RestDays.self, forKey: .rest),
            owner: try short(.owner) { DutyOwner($0) }, scope: try values.decode(DutyScopeKind.self, forKey: .scope),
            evidence: try short(.evidence) { DutyEvidence($0) },
            minimumDays: try values.decode(Int.self, forKey: .minimumDays),
            warnings: try values.decode([Int].self, forKey: .warnings),
            reminders: try values.decode([Int].self, forKey: .reminders),
            remindsOnLastWorkingDay: try values.decode(Bool.self, forKey: .lastWorkingDay),
            ladder: try values.decode([LadderStep].self, forKey: .ladder),
            place: try values.decodeIfPresent(String.self, forKey: .place),
            isOn: try values.decode(Bool.self, forKey: .on))
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(code, forKey: .code)
        try values.encode(name, forKey: .name)
        try values.encode(why, forKey: .why)
        try values.encode(rows, forKey: .rows)
        try values.encode(basis, forKey: .basis)
        try values.encode(rhythm.text, forKey: .every)
        try values.encode(due.text, forKey: .due)
        try values.encode(rest, forKey: .rest)
        try values.encode(owner.text, forKey: .owner)
        try values.encode(scope, forKey: .scope)
        try values.encode(evidence.text, forKey: .evidence)
        try values.encode(minimumDays, forKey: .minimumDays)
        try values.encode(warnings, forKey: .warnings)
        try values.encode(reminders, forKey: .reminders)
        try values.encode(remindsOnLastWorkingDay, forKey: .lastWorkingDay)
        try values.encode(ladder, forKey: .ladder)
        try values.encodeIfPresent(place, forKey: .place)
        try values.encode(isOn, forKey: .on)
    }
}
