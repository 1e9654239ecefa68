import Kernel
import Platform

/// One sheet of an `.xlsx` workbook (电子表格), written and read in the few parts every office program knows: the first
/// sheet, texts and numbers. What would be run as a formula is a text here and harmless.
enum Workbook {
    /// The most rows of a sheet that is written.
    static let mostRows = 10_000
    /// No part of a workbook that is read unpacks to more.
    static let mostUnpacked = 24 * 1024 * 1024

    static let type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    /// The bytes of a workbook with these rows; the first is shown bold and stays in sight.
    static func write(_ rows: [[String]], named name: String, at now: Instant, zone: Zone) -> [UInt8] {
        var archive = ZipArchive(at: now, zone: zone)
        var bytes: [UInt8] = []
        for (path, text) in parts(rows, name) { bytes += archive.piece(path, Array(text.utf8)) }
        return bytes + archive.end()
    }

    private static let head = #"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#
    private static let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    private static let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    private static let package = "http://schemas.openxmlformats.org/package/2006"

    private static func parts(_ rows: [[String]], _ name: String) -> [(path: String, text: String)] {
        let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
        let types = """
            \(head)<Types xmlns="\(package)/content-types"><Default Extension="rels" \
            ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" \
            ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="\(kind).sheet.main+xml"/>\
            <Override PartName="/xl/worksheets/sheet1.xml" ContentType="\(kind).worksheet+xml"/>\
            <Override PartName="/xl/styles.xml" ContentType="\(kind).styles+xml"/></Types>
            """
        let root = """
            \(head)<Relationships xmlns="\(package)/relationships"><Relationship Id="r1" \
            Type="\(office)/officeDocument" Target="xl/workbook.xml"/></Relationships>
            """
        let title = escaped(String(name.filter { !"[]:*?/\\".contains($0) }.prefix(31)))
        let book = """
            \(head)<workbook xmlns="\(main)" xmlns:r="\(office)"><sheets><sheet name="\(title)" sheetId="1" r:id="r1"/>\
            </sheets></workbook>
            """
        let relations = """
            \(head)<Relationships xmlns="\(package)/relationships"><Relationship Id="r1" Type="\(office)/worksheet" \
            Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="\(office)/styles" Target="styles.xml"/>\
            </Relationships>
            """
        let styles = """
            \(head)<styleSheet xmlns="\(main)"><fonts count="2"><font/><font><b/></font></fonts><fills count="1"><fill/>\
            </fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>\
            <cellXfs count="2"><xf/><xf fontId="1" applyFont="1"/></cellXfs></styleSheet>
            """
        return [
            ("[Content_Types].xml", types), ("_rels/.rels", root), ("xl/workbook.xml", book),
            ("xl/_rels/workbook.xml.rels", relations), ("xl/styles.xml", styles),
            ("xl/worksheets/sheet1.xml", sheet(rows)),
        ]
    }

    private static func sheet(_ rows: [[String]]) -> String {
        var text = """
            \(head)<worksheet xmlns="\(main)"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" \
            topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>
            """
        for (place, row) in rows.prefix(mostRows + 1).enumerated() {
            text += "<row r=\"\(place + 1)\">"
            for (column, cell) in row.enumerated() where !cell.isEmpty {
                let reference = letters(column) + String(place + 1)
                if place > 0, cell.wholeMatch(of: /-?(0|[1-9][0-9]{0,9})(\.[0-9]{1,4})?/) != nil {
                    text += "<c r=\"\(reference)\"><v>\(cell)</v></c>"
                } else {
                    let style = place == 0 ? " s=\"1\"" : ""
                    text +=
                        "<c r=\"\(reference)\" t=\"inlineStr\"\(style)><is><t xml:space=\"preserve\">"
                        + escaped(cell) + "</t></is></c>"
                }
            }
            text += "</row>"
        }
        return text + "</sheetData></worksheet>"
    }

    private static func escaped(_ text: String) -> String {
        var safe = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": safe += "&amp;"
            case "<": safe += "&lt;"
            case ">": safe += "&gt;"
            case "\"": safe += "&quot;"
            case "\u{9}", "\u{A}", "\u{D}": safe.unicodeScalars.append(scalar)
            case "\u{0}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": continue
            default: safe.unicodeScalars.append(scalar)
            }
        }
        return safe
    }

    /// `A`, `B` … `Z`, `AA` …
    static func letters(_ column: Int) -> String {
        let letter = String(UnicodeScalar(UInt8(65 + column % 26)))
        return column < 26 ? letter : letters(column / 26 - 1) + letter
    }

    /// The column of a reference such as `AB12`; `nil` when it is none.
    static func column(_ reference: some StringProtocol) -> Int? {
        let letters = reference.utf8.prefix { (65...90).contains($0) }
        guard (1...3).contains(letters.count) else { return nil }
        return letters.reduce(0) { $0 * 26 + Int($1) - 64 } - 1
    }
}
