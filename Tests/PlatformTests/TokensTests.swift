import Testing

@testable import Platform

@Suite struct `The words of a text` {
    @Test func `are bigrams, words and single characters`() {
        let terms = Tokens.terms(of: "投诉处理 No.7")
        #expect(terms.ordered == ["h62958bc9", "h8bc95904", "h59047406", "wno", "w7"])
        #expect(terms.singles == ["u5904", "u6295", "u7406", "u8bc9"])
    }

    @Test func `leave a gap between runs of Chinese characters`() {
        #expect(Tokens.terms(of: "投诉，处理").ordered == ["h62958bc9", "z", "h59047406"])
    }

    @Test(arguments: ["投诉é", "Ünï", "𠀀𠀁", "ｶﾞ", "٣٤", "👨‍👩‍👧", "a_b", "한글", "İ", "ß"])
    func `use small letters and digits only`(text: String) {
        let terms = Tokens.terms(of: text)
        for term in terms.ordered + terms.singles {
            #expect(!term.isEmpty)
            #expect(term.utf8.allSatisfy { (48...57).contains($0) || (97...122).contains($0) })
        }
    }

    @Test(arguments: [
        ("護理員態度惡劣", "护理员态度恶劣"), ("請儘速處理投訴", "请尽速处理投诉"), ("ＡＢＣ１２３", "abc123"), ("裡裏後髮發", "里里后发发"),
        ("Ⅳ级", "iv级"), ("㈠", "(一)"), ("养老", "养老"),
    ])
    func `are folded to one way of writing`(text: String, folded: String) { #expect(Folding.folded(text) == folded) }
}

@Suite struct `A highlight` {
    private func marks(_ text: String, _ query: String) -> String {
        highlight(text, SearchQuery(query)).map { $0.isHit ? "[\($0.text)]" : $0.text }.joined()
    }

    @Test(arguments: [
        ("家属投诉汤是凉的", "投诉", "家属[投诉]汤是凉的"), ("護理員態度很好", "护理员", "[護理員]態度很好"),
        ("Fall, falling, FALL.", "fall", "[Fall], falling, [FALL]."),
        ("编号ＨＡ-2040", "ha 2040", "编号[ＨＡ]-[2040]"), ("汤汤汤", "汤", "[汤汤汤]"), ("汤", "", "汤"), ("", "汤", ""),
        ("面条", "汤", "面条"),
        ("投诉，处理；投诉处理", "投诉处理", "投诉，处理；[投诉处理]"), ("<b>汤</b>", "汤 b", "<[b]>[汤]</[b]>"),
    ])
    func `marks what is found and changes nothing`(text: String, query: String, marked: String) {
        #expect(marks(text, query) == marked)
        #expect(highlight(text, SearchQuery(query)).map(\.text).joined() == text)
    }
}
