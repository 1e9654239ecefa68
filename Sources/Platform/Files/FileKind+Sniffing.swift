extension FileKind {
    /// The kind of a file by its bytes; `nil` for all that is not accepted: web pages, drawings with script,
    /// programs, archives, and what we do not know.
    package static func sniffed(_ bytes: [UInt8]) -> FileKind? {
        if bytes.isEmpty { return nil }
        return image(bytes) ?? container(bytes) ?? sound(bytes) ?? document(bytes)
    }

    private static func image(_ bytes: [UInt8]) -> FileKind? {
        if bytes.starts(with: [0xFF, 0xD8, 0xFF]) { return .jpeg }
        if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) { return .png }
        if says("GIF87a", bytes) || says("GIF89a", bytes) { return .gif }
        if says("RIFF", bytes), says("WEBP", bytes, at: 8) { return .webp }
        return nil
    }

    private static func container(_ bytes: [UInt8]) -> FileKind? {
        if says("ftyp", bytes, at: 4), bytes.count >= 12 {
            switch String(decoding: bytes[8..<12], as: UTF8.self) {
            case "heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1": return .heic
            case "M4A ", "M4B ": return .m4a
            case "isom", "iso2", "iso4", "iso5", "iso6", "mp41", "mp42", "avc1", "dash", "M4V ", "MSNV": return .mp4
            case "qt  ": return .quickTime
            default: return nil
            }
        }
        if bytes.starts(with: [0x1A, 0x45, 0xDF, 0xA3]), contains("webm", bytes.prefix(64)) {
            return contains("V_", bytes.prefix(4096)) ? .webm : .webmAudio
        }
        return nil
    }

    private static func sound(_ bytes: [UInt8]) -> FileKind? {
        if says("RIFF", bytes), says("WAVE", bytes, at: 8) { return .wav }
        if says("OggS", bytes) { return .ogg }
        if says("#!AMR", bytes) { return .amr }
        if says("ID3", bytes), bytes.count > 10, bytes[3] < 0x10 { return .mp3 }
        if bytes.count > 4, bytes[0] == 0xFF, [0xFB, 0xFA, 0xF3, 0xF2].contains(bytes[1]), bytes[2] & 0xF0 != 0xF0 {
            return .mp3
        }
        return nil
    }

    private static func document(_ bytes: [UInt8]) -> FileKind? {
        if says("%PDF-", bytes) { return .pdf }
        return isPlainText(bytes) ? .text : nil
    }

    /// UTF-8 without control characters that doesn't look like anything a program would run.
    private static func isPlainText(_ bytes: [UInt8]) -> Bool {
        let hasControl = bytes.contains { $0 < 0x20 && ![0x09, 0x0A, 0x0C, 0x0D].contains($0) || $0 == 0x7F }
        guard !hasControl, String(validating: bytes, as: UTF8.self) != nil else { return false }
        let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        let visible = bytes[start...].drop { $0 <= 0x20 }
        if visible.isEmpty { return false }
        let commands = ["<", "#!", "%!", "{\\rtf", "@echo"]
        if commands.contains(where: { visible.starts(with: $0.utf8) }) { return false }
        let beginning = String(decoding: visible.prefix(2048), as: UTF8.self).lowercased()
        return !["<html", "<script", "<svg", "<!doctype", "<?xml", "<iframe"].contains { beginning.contains($0) }
    }

    private static func says(_ word: String, _ bytes: [UInt8], at place: Int = 0) -> Bool {
        bytes.count >= place && bytes[place...].starts(with: word.utf8)
    }

    private static func contains(_ word: String, _ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.indices.contains { bytes[$0...].starts(with: word.utf8) }
    }
}
