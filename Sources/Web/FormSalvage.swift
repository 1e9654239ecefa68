import Kernel

/// Saves what was typed from a form that is larger than allowed: the text fields, wherever they stand between its
/// files. No file is kept, so it needs little room however much is sent.
struct FormSalvage {
    private let delimiter: [UInt8]?
    private let limit: Int
    private var pending: [UInt8]
    /// True before the first field, and inside a part that is too long for one.
    private var isSkipping: Bool
    private var saved = FormData()

    /// A part longer than this is a file, or text no field of ours takes.
    private static let maximumPart = 256 * 1024

    /// `limit` is what was allowed, in bytes.
    init(contentType: String, limit: Int) {
        let boundary = FormData.boundary(of: contentType)
        delimiter = boundary.map { Array("\r\n--\($0)".utf8) }
        self.limit = limit
        pending = boundary == nil ? [] : Array("\r\n".utf8)
        isSkipping = boundary != nil
    }

    mutating func take(_ bytes: some Collection<UInt8>) {
        guard let delimiter else {
            pending += bytes.prefix(max(0, limit - pending.count))
            return
        }
        var from = max(0, pending.count - delimiter.count)
        pending += bytes
        while let end = FormData.find(delimiter, in: pending, from: from) {
            if !isSkipping, end <= FormSalvage.maximumPart { keep(pending[..<end]) }
            isSkipping = false
            pending.removeFirst(end + delimiter.count)
            from = 0
        }
        guard isSkipping || pending.count > FormSalvage.maximumPart else { return }
        isSkipping = true
        pending = Array(pending.suffix(delimiter.count))
    }

    /// The fields saved, marked with the limit, so that no reader takes the form for whole.
    func finish() -> FormData {
        var form = saved
        if delimiter == nil, let end = pending.lastIndex(of: UInt8(ascii: "&")) {
            form = (try? FormData.parseURLEncoded(pending[..<end])) ?? FormData()
        }
        form.exceededLimit = limit
        return form
    }

    private mutating func keep(_ part: ArraySlice<UInt8>) {
        let text = Array(part)
        guard let head = FormData.find(Array("\r\n\r\n".utf8), in: text, from: 0) else { return }
        let heading = String(decoding: text[..<head], as: UTF8.self)
        if heading.lowercased().contains("filename=") { return }
        // A field that cannot be read is left out: the form comes back anyway.
        try? saved.append(part: text[(head + 4)...], head: heading)
    }
}
