import Kernel
import Storage

/// What a file is, known from its first bytes and never from its name.
package enum FileKind: String, Sendable, CaseIterable, ColumnValue {
    case jpeg, png, gif, webp, heic
    case pdf, text
    case mp3, wav, m4a, ogg, amr
    case webmAudio = "webm_audio"
    case mp4, webm
    /// What a phone of one large maker films in.
    case quickTime = "quick_time"

    /// What a person does with it.
    package enum Category: String, Sendable, CaseIterable {
        case photo, audio, video, document

        /// `platform.files.category.photo` …
        package var labelKey: String { "platform.files.category.\(rawValue)" }

        /// The most bytes one file may have.
        package var maximumBytes: Int {
            switch self {
            case .photo, .document: 10 * 1_048_576
            case .audio, .video: 25 * 1_048_576
            }
        }
    }

    package var category: Category {
        switch self {
        case .jpeg, .png, .gif, .webp, .heic: .photo
        case .pdf, .text: .document
        case .mp3, .wav, .m4a, .ogg, .amr, .webmAudio: .audio
        case .mp4, .webm, .quickTime: .video
        }
    }

    package var mimeType: String {
        switch self {
        case .jpeg: "image/jpeg"
        case .png: "image/png"
        case .gif: "image/gif"
        case .webp: "image/webp"
        case .heic: "image/heic"
        case .pdf: "application/pdf"
        case .text: "text/plain; charset=utf-8"
        case .mp3: "audio/mpeg"
        case .wav: "audio/wav"
        case .m4a: "audio/mp4"
        case .ogg: "audio/ogg"
        case .amr: "audio/amr"
        case .webmAudio: "audio/webm"
        case .mp4: "video/mp4"
        case .webm: "video/webm"
        case .quickTime: "video/quicktime"
        }
    }

    /// The endings a name may have; a name with another gets the first one added.
    package var endings: [String] {
        switch self {
        case .jpeg: ["jpg", "jpeg", "jfif"]
        case .heic: ["heic", "heif"]
        case .text: ["txt", "csv", "md", "log"]
        case .ogg: ["ogg", "oga", "opus"]
        case .webmAudio, .webm: ["webm"]
        case .mp4: ["mp4", "m4v"]
        case .quickTime: ["mov"]
        case .png, .gif, .webp, .pdf, .mp3, .wav, .m4a, .amr: [rawValue]
        }
    }

    /// `platform.files.kind.jpeg` …
    package var labelKey: String { "platform.files.kind.\(rawValue)" }
}
