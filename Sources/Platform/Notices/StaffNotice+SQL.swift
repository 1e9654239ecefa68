import Foundation
import Kernel
import Storage

/// A sentence for one employee about one record (提醒), shown on their desk until they have seen it.
package struct StaffNotice: Sendable, Hashable {
    package let id: ID<StaffNotice>
    package let subject: Event.Subject
    package let message: Message
    package let madeAt: Instant

    /// Leaves a notice for each of the employees. Of a `topic` each keeps one unseen notice about a record: the new one
    /// takes the place of the one before.
    package static func leave(
        _ message: Message, for staff: some Collection<ID<Staff>>, about subject: Event.Subject,
        of organisation: ID<Organisation>, topic: String? = nil, in db: any Connection
    ) throws {
        let json = try JSONText.of(message)
        let members = Set(staff).sorted()
        if let topic, !members.isEmpty {
            try db.send(
                """
                UPDATE notices SET read_at = \(db.now)
                WHERE organisation_id = \(organisation) AND staff_id IN \(members) AND subject_kind = \(subject.kind)
                    AND subject_id = \(subject.id) AND topic = \(topic) AND read_at IS NULL
                """)
        }
        for member in members {
            let id: ID<StaffNotice> = db.newID()
            try db.send(
                """
                INSERT INTO notices (id, organisation_id, staff_id, subject_kind, subject_id, message, made_at, topic)
                VALUES (\(id), \(organisation), \(member), \(subject.kind), \(subject.id), \(json), \(db.now), \(topic))
                """)
        }
    }

    /// What an employee has not seen yet, newest first.
    package static func unread(of actor: Actor, limit: Int = 20, in db: any Connection) throws -> [StaffNotice] {
        try db.rows(
            """
            SELECT id, subject_kind, subject_id, message, made_at FROM notices
            WHERE organisation_id = \(actor.organisationID) AND staff_id = \(actor.staffID) AND read_at IS NULL
            ORDER BY id DESC LIMIT \(limit)
            """
        ).map { row in
            StaffNotice(
                id: try row.get("id"),
                subject: Event.Subject(kind: try row.get("subject_kind"), id: try row.get("subject_id")),
                message: try JSONDecoder().decode(
                    Message.self, from: Data(row.get("message", as: String.self).utf8)),
                madeAt: try row.get("made_at"))
        }
    }

    /// Marks what an employee was told about a record as seen: opening the record does it.
    package static func markSeen(_ subject: Event.Subject, by actor: Actor, in db: any Connection) throws {
        try db.send(
            """
            UPDATE notices SET read_at = \(db.now)
            WHERE organisation_id = \(actor.organisationID) AND staff_id = \(actor.staffID) AND read_at IS NULL
                AND subject_kind = \(subject.kind) AND subject_id = \(subject.id)
            """)
    }
}
