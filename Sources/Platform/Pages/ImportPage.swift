import Foundation
import Kernel
import Web

/// The pages of taking over a table: choosing a file, reading the report of the dry run, taking it over. The file
/// travels inside the report's form, so that what is taken over is what was judged.
package struct ImportPage: Sendable {
    /// The address of the upload; `/apply` and `/template` stand below it.
    package let address: String
    package let title: String
    package let lead: String
    package let above: (address: String, text: String)
    /// Whether a workbook may be chosen as well as a CSV file.
    package let takesWorkbooks: Bool

    package init(
        address: String, title: String, lead: String, above: (address: String, text: String),
        takesWorkbooks: Bool = false
    ) {
        self.takesWorkbooks = takesWorkbooks
        self.address = address
        self.title = title
        self.lead = lead
        self.above = above
    }

    /// The most bytes the two forms may carry.
    package static let uploadLimit = 3 * 1024 * 1024
    package static let applyLimit = 9 * 1024 * 1024

    /// What a dry run found, worded.
    package struct Report: Sendable {
        package let summary: String
        /// Line of the file, column and what to do; every fault.
        package let faults: [(line: Int, column: String, text: String)]
        /// Things the import would make besides, such as units.
        package let additions: [String]
        package let mayBeApplied: Bool

        package init(
            summary: String, faults: [(line: Int, column: String, text: String)], additions: [String] = [],
            mayBeApplied: Bool
        ) {
            self.summary = summary
            self.faults = faults
            self.additions = additions
            self.mayBeApplied = mayBeApplied
        }
    }

    package func choose(_ visit: Visit, faults: [String: Message] = [:]) -> RecordPage {
        RecordPage(
            title, breadcrumb: breadcrumb, lead: lead,
            actions: [
                ActionLink(address + "/template", visit.words("platform.admin.import.template"), icon: "download")
            ], [PageSection("upload", form: upload(visit, faults))])
    }

    package func report(_ report: Report, of bytes: [UInt8], _ visit: Visit) -> RecordPage {
        let words = visit.words
        let apply = FormView(
            action: address + "/apply", fields: [.hidden("csv", Data(bytes).base64EncodedString())],
            submit: words("platform.admin.import.apply"), icon: "check-lg",
            cancel: ActionLink(address, words("platform.admin.import.other_file")))
        let hasColumns = report.faults.contains { !$0.column.isEmpty }
        let rows = report.faults.map { fault in
            TableView.Row(
                [.init(String(fault.line))] + (hasColumns ? [.init(fault.column)] : []) + [.init(fault.text)])
        }
        var sections = [
            PageSection(
                "result", words("platform.admin.import.result"),
                notices: [Notice(report.mayBeApplied ? .good : .warning, report.summary)],
                table: TableView(
                    words("platform.admin.import.faults"),
                    columns: (hasColumns ? ["line", "column", "fault"] : ["line", "fault"]).map {
                        words("platform.admin.import.\($0)")
                    }, rows: rows),
                lines: report.additions, form: report.mayBeApplied ? apply : nil)
        ]
        if !report.mayBeApplied {
            sections.append(PageSection("upload", words("platform.admin.import.again"), form: upload(visit, [:])))
        }
        return RecordPage(title, breadcrumb: breadcrumb, sections)
    }

    /// The bytes of the uploaded file. Throws `Problem.invalid` on `file` when there is none.
    package static func uploaded(_ visit: Visit) throws(Problem) -> [UInt8] {
        guard let file = visit.form.files("file").first else {
            throw .invalid("file", Message("platform.admin.import.no_file"))
        }
        return file.bytes
    }

    /// The bytes the report's form carried.
    package static func carried(_ visit: Visit) throws(Problem) -> [UInt8] {
        guard let data = Data(base64Encoded: visit.form.value("csv")), !data.isEmpty else {
            throw .invalid("form", Message("web.form.broken"))
        }
        return [UInt8](data)
    }

    private var breadcrumb: Breadcrumb { Breadcrumb([above], here: title) }

    private func upload(_ visit: Visit, _ faults: [String: Message]) -> FormView {
        let words = visit.words
        let form = FormView(
            action: address,
            fields: [
                .file(
                    "file", words("platform.admin.import.file"),
                    accept: takesWorkbooks ? ".csv,.xlsx" : ".csv,text/csv",
                    hint: words("platform.admin.import.file_hint"), required: true)
            ], submit: words("platform.admin.import.check"), icon: "upload")
        return faults.isEmpty ? form : form.refused(visit.form, faults, words)
    }
}
