import Foundation
import Kernel
import Platform

/// Which sheet is the first one people see, and since when its days are counted.
final class BookPart: PartReader {
    private(set) var sheet: String?
    private(set) var countsFrom1904 = false

    func opened(_ name: String, _ attributes: [String: String]) {
        switch name {
        case "sheet":
            let isShown = attributes["state"] == nil || attributes["state"] == "visible"
            if sheet == nil, isShown { sheet = attributes["id"] }
        case "workbookPr": countsFrom1904 = ["1", "true"].contains(attributes["date1904"])
        default: return
        }
    }

    func said(_ text: String) {}
    func closed(_ name: String) {}
}

/// Where the parts lie that the book names.
final class RelationsPart: PartReader {
    private(set) var targets: [String: String] = [:]
    /// By the last word of their kind, such as `styles`.
    private(set) var byKind: [String: String] = [:]

    func opened(_ name: String, _ attributes: [String: String]) {
        guard name == "Relationship", let id = attributes["Id"], let target = attributes["Target"] else { return }
        let path = target.hasPrefix("/") ? String(target.dropFirst()) : "xl/" + target
        targets[id] = path
        if let kind = attributes["Type"]?.split(separator: "/").last { byKind[String(kind)] = path }
    }

    func said(_ text: String) {}
    func closed(_ name: String) {}
}

/// The texts that cells point to by number. How they are read aloud (拼音) does not belong to them.
final class TextsPart: PartReader {
    private(set) var texts: [String] = []
    private var text = ""
    private var isInText = false
    private var isInReading = false

    /// No sheet within the limits needs more.
    private static let mostTexts = 500_000

    func opened(_ name: String, _ attributes: [String: String]) {
        switch name {
        case "si": text = ""
        case "t": isInText = !isInReading
        case "rPh": isInReading = true
        default: return
        }
    }

    func said(_ text: String) {
        if isInText { self.text += text }
    }

    func closed(_ name: String) throws(Workbook.Fault) {
        switch name {
        case "t": isInText = false
        case "rPh": isInReading = false
        case "si":
            guard texts.count < TextsPart.mostTexts else { throw .tooMuch }
            texts.append(text)
        default: return
        }
    }
}

/// Which styles of cells show a number as a day or a time.
final class StylesPart: PartReader {
    /// By the number of the style.
    private(set) var isDay: [Bool] = []
    private var ownFormats: [Int: String] = [:]
    private var isInCells = false

    func opened(_ name: String, _ attributes: [String: String]) {
        let format = attributes["numFmtId"].flatMap { Int($0) }
        switch name {
        case "numFmt": if let format { ownFormats[format] = attributes["formatCode"] ?? "" }
        case "cellXfs": isInCells = true
        case "xf": if isInCells { isDay.append(format.map(showsDay) ?? false) }
        default: return
        }
    }

    func said(_ text: String) {}

    func closed(_ name: String) {
        if name == "cellXfs" { isInCells = false }
    }

    /// The formats every office program knows by number, and those of the book with a year, day or hour in them.
    private func showsDay(_ format: Int) -> Bool {
        if let own = ownFormats[format] {
            let signs = own.replacing(/"[^"]*"|\[[^\]]*\]|\\./, with: "").lowercased()
            return signs.contains { "ydh".contains($0) }
        }
        return (14...22).contains(format) || (27...36).contains(format) || (45...47).contains(format)
            || (50...58).contains(format)
    }
}

/// The rows of a sheet as texts.
final class SheetPart: PartReader {
    private let texts: [String]
    private let isDay: [Bool]
    private let shift: Int
    private let most: Int
    private(set) var records: [CSV.Record] = []
    private var line = 0
    private var cells: [String] = []
    private var column = 0
    private var kind = ""
    private var showsDay = false
    private var value = ""
    private var isInValue = false
    private var isInReading = false

    init(texts: [String], isDay: [Bool], countsFrom1904: Bool, most: Int) {
        self.texts = texts
        self.isDay = isDay
        self.most = most
        shift = countsFrom1904 ? Workbook.later : 0
    }

    func opened(_ name: String, _ attributes: [String: String]) throws(Workbook.Fault) {
        switch name {
        case "row": (line, cells) = (attributes["r"].flatMap { Int($0) } ?? line + 1, [])
        case "c":
            (kind, value) = (attributes["t"] ?? "", "")
            let style = attributes["s"].flatMap { Int($0) } ?? 0
            showsDay = isDay.indices.contains(style) && isDay[style]
            column = attributes["r"].flatMap { Workbook.column($0) } ?? cells.count
            guard column < CSV.maximumCells else { throw .tooMuch }
            while cells.count <= column { cells.append("") }
        case "rPh": isInReading = true
        // A formula stands in `f` and is never read; what it came to stands in `v`.
        case "v", "t": isInValue = !isInReading
        default: return
        }
    }

    func said(_ text: String) {
        if isInValue { value += text }
    }

    func closed(_ name: String) throws(Workbook.Fault) {
        switch name {
        case "v", "t": isInValue = false
        case "rPh": isInReading = false
        case "c": if cells.indices.contains(column) { cells[column] = try told() }
        case "row":
            let trimmed = cells.map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
            guard !trimmed.allSatisfy(\.isEmpty) else { return }
            records.append(CSV.Record(line: line, cells: trimmed))
            // One more for the headings.
            guard records.count <= most + 1 else { throw .tooMuch }
        default: return
        }
    }

    private func told() throws(Workbook.Fault) -> String {
        switch kind {
        case "s": return Int(value).flatMap { texts.indices.contains($0) ? texts[$0] : nil } ?? ""
        case "e": throw Workbook.Fault(reason: "error_value", line: line)
        case "", "n":
            guard let number = Double(value), number.isFinite else { return value }
            return showsDay ? SheetPart.day(number, shift: shift) : String(format: "%.15g", number)
        default: return value
        }
    }

    /// The day, or the day and the time, that a spreadsheet counts so.
    static func day(_ serial: Double, shift: Int) -> String {
        guard (0..<200_000).contains(serial) else { return String(format: "%.15g", serial) }
        let minutes = Int((serial * 1440).rounded())
        let (day, minute) = (minutes / 1440, minutes % 1440)
        let time = String(format: "%02d:%02d", minute / 60, minute % 60)
        if day == 0 { return time }
        let text = LocalDay(daysSince1970: day + shift - Workbook.unixDay).description
        return minute == 0 ? text : "\(text) \(time)"
    }
}
