import CExpat
import CZip
import Kernel

/// The parts of a workbook (工作簿部件): a ZIP archive of XML, unpacked by libzip and read by expat a piece at a time, so
/// that no part is ever in memory whole. Refused are archives that unpack to more than `Workbook.mostUnpacked` and XML
/// that declares a document type, with which entities could be made to grow.
struct PackedParts: ~Copyable {
    private let archive: OpaquePointer
    private var left = Workbook.mostUnpacked

    /// `bytes` must live as long as the parts are read.
    init(_ bytes: UnsafeRawBufferPointer) throws(Workbook.Fault) {
        guard let source = zip_source_buffer_create(bytes.baseAddress, zip_uint64_t(bytes.count), 0, nil) else {
            throw .broken
        }
        guard let archive = zip_open_from_source(source, ZIP_RDONLY, nil) else {
            zip_source_free(source)
            throw .broken
        }
        self.archive = archive
    }

    deinit { zip_discard(archive) }

    func has(_ name: String) -> Bool { zip_name_locate(archive, name, 0) >= 0 }

    /// Lets `reader` read the part of that name.
    mutating func read(_ name: String, by reader: any PartReader) throws(Workbook.Fault) {
        let place = zip_name_locate(archive, name, 0)
        guard place >= 0, let file = zip_fopen_index(archive, zip_uint64_t(place), 0) else { throw .broken }
        defer { zip_fclose(file) }
        let walk = try XMLWalk(reader)
        var piece = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let count = Int(zip_fread(file, &piece, zip_uint64_t(piece.count)))
            guard count >= 0 else { throw .broken }
            left -= count
            guard left >= 0 else { throw .tooMuch }
            try walk.go(piece, count)
            if count == 0 { return }
        }
    }
}

/// What is told of a part of a workbook, element by element, by names without their prefixes.
protocol PartReader: AnyObject {
    func opened(_ name: String, _ attributes: [String: String]) throws(Workbook.Fault)
    func said(_ text: String)
    func closed(_ name: String) throws(Workbook.Fault)
}

/// Runs expat over one part.
private final class XMLWalk {
    private let reader: any PartReader
    private let parser: OpaquePointer
    private var fault: Workbook.Fault?
    private var depth = 0

    /// No part of a workbook is nested deeper.
    private static let mostDepth = 64

    init(_ reader: any PartReader) throws(Workbook.Fault) {
        guard let parser = XML_ParserCreate(nil) else { throw .broken }
        self.reader = reader
        self.parser = parser
        XML_SetUserData(parser, Unmanaged.passUnretained(self).toOpaque())
        XML_SetElementHandler(
            parser,
            { own, name, attributes in XMLWalk.of(own)?.open(XMLWalk.local(name), XMLWalk.pairs(attributes)) },
            { own, name in XMLWalk.of(own)?.close(XMLWalk.local(name)) })
        XML_SetCharacterDataHandler(parser) { own, start, count in
            guard let start else { return }
            let bytes = UnsafeRawBufferPointer(start: start, count: Int(count))
            XMLWalk.of(own)?.reader.said(String(decoding: bytes, as: UTF8.self))
        }
        XML_SetStartDoctypeDeclHandler(parser) { own, _, _, _, _ in XMLWalk.of(own)?.stop(.broken) }
    }

    deinit { XML_ParserFree(parser) }

    /// Goes on with a piece; one of no length is the end.
    func go(_ piece: [UInt8], _ count: Int) throws(Workbook.Fault) {
        let result = piece.withUnsafeBytes {
            XML_Parse(parser, $0.bindMemory(to: CChar.self).baseAddress, Int32(count), count == 0 ? 1 : 0)
        }
        if let fault { throw fault }
        guard result == XML_STATUS_OK else { throw .broken }
    }

    private func open(_ name: String, _ attributes: [String: String]) {
        depth += 1
        guard depth <= XMLWalk.mostDepth else { return stop(.broken) }
        do { try reader.opened(name, attributes) } catch { stop(error) }
    }

    private func close(_ name: String) {
        depth -= 1
        do { try reader.closed(name) } catch { stop(error) }
    }

    private func stop(_ fault: Workbook.Fault) {
        if self.fault == nil { self.fault = fault }
        XML_StopParser(parser, 0)
    }

    private static func of(_ own: UnsafeMutableRawPointer?) -> XMLWalk? {
        own.map { Unmanaged<XMLWalk>.fromOpaque($0).takeUnretainedValue() }
    }

    private static func local(_ name: UnsafePointer<XML_Char>?) -> String {
        let full = name.map { String(cString: $0) } ?? ""
        return full.lastIndex(of: ":").map { String(full[full.index(after: $0)...]) } ?? full
    }

    private static func pairs(_ list: UnsafeMutablePointer<UnsafePointer<XML_Char>?>?) -> [String: String] {
        var (found, place): ([String: String], Int) = ([:], 0)
        while let list, let name = list[place], let value = list[place + 1] {
            found[local(name)] = String(cString: value)
            place += 2
        }
        return found
    }
}
