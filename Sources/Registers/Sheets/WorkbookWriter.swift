import CXlsxWriter
import Foundation
import Kernel

/// Writes the sheet of a workbook row by row into a file of its own, which nobody else may read and which is gone with
/// the writer. No more than a row is in memory.
final class WorkbookWriter {
    private let path: String
    private var book: UnsafeMutablePointer<lxw_workbook>?
    private let sheet: UnsafeMutablePointer<lxw_worksheet>
    private let heading: UnsafeMutablePointer<lxw_format>?
    private let dayFormat: UnsafeMutablePointer<lxw_format>?
    private var row: lxw_row_t = 0

    /// The most bytes of a text: an office program takes 32,767 signs in a cell. No answer of a register is as long.
    private static let mostBytes = 32_000

    /// Throws when there is no room for files.
    init(named name: String, at now: Instant) throws {
        var template = Array((NSTemporaryDirectory() + "/sheet-XXXXXX").utf8CString)
        let file = mkstemp(&template)
        guard file >= 0 else { throw CocoaError(.fileWriteUnknown) }
        close(file)
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        var options = lxw_workbook_options(constant_memory: 1, tmpdir: nil, use_zip64: 0)
        guard let book = workbook_new_opt(path, &options) else { throw CocoaError(.fileWriteUnknown) }
        let title = WorkbookWriter.title(name)
        guard let sheet = workbook_add_worksheet(book, title) ?? workbook_add_worksheet(book, nil) else {
            lxw_workbook_free(book)
            throw CocoaError(.fileWriteUnknown)
        }
        self.book = book
        self.sheet = sheet
        heading = workbook_add_format(book)
        format_set_bold(heading)
        dayFormat = workbook_add_format(book)
        format_set_num_format(dayFormat, "yyyy-mm-dd")
        worksheet_freeze_panes(sheet, 1, 0)
        worksheet_set_column(sheet, 0, 63, 16, nil)
        var properties = lxw_doc_properties()
        properties.created = time_t(now.milliseconds / 1000)
        workbook_set_properties(book, &properties)
    }

    deinit {
        if let book { lxw_workbook_free(book) }
        unlink(path)
    }

    /// Adds a row; the first is the headings, which stay in sight.
    func add(_ cells: [Workbook.Cell]) {
        for (place, cell) in cells.enumerated() {
            let column = lxw_col_t(place)
            switch cell {
            case .text(let text):
                if text.isEmpty { continue }
                let most = WorkbookWriter.mostBytes
                let text = text.utf8.count > most ? String(text.prefix(most / 4)) : text
                worksheet_write_string(sheet, row, column, text, row == 0 ? heading : nil)
            case .number(let number): worksheet_write_number(sheet, row, column, number, nil)
            case .day(let day):
                let serial = Double(day.daysSince1970 + Workbook.unixDay)
                worksheet_write_number(sheet, row, column, serial, dayFormat)
            }
        }
        row += 1
    }

    /// Ends the workbook and hands over its bytes. Throws when it could not be written, as when a disk is full.
    func finish() throws -> [UInt8] {
        guard let open = book else { throw CocoaError(.fileWriteUnknown) }
        book = nil
        let result = workbook_close(open)
        guard result == LXW_NO_ERROR else { throw CocoaError(.fileWriteUnknown) }
        return [UInt8](try Data(contentsOf: URL(filePath: path)))
    }

    /// The name of a sheet holds at most 31 signs and none that stand in references.
    private static func title(_ name: String) -> String {
        let plain = String(name.filter { !"[]:*?/\\'".contains($0) }.prefix(31))
        return plain.isEmpty ? "Sheet1" : plain
    }
}
