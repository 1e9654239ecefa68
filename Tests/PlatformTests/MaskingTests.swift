import Testing

@testable import Platform

@Suite struct `A mask` {
    @Test(arguments: [
        (.email, "lin.xiao@example.org", "l***@example.org"), (.email, "a@example.org", "***"), (.email, "lin", "***"),
        (FieldKind.name, "王", "*"), (.name, "王芳", "王*"), (.name, "王小芳", "王*芳"), (.name, "欧阳小芳", "欧**芳"),
        (.name, "John Smith", "J*** S***"), (.name, "Li", "L***"), (.name, "阿依古丽·买买提", "阿***"),
        (.phone, "13812345678", "138****5678"), (.phone, "+86 138-1234-5678", "138****5678"),
        (.phone, "0571-88886666", "057*****6666"), (.phone, "88886666", "****6666"), (.phone, "120", "***"),
        (.idNumber, "330102194001011234", "3301**********1234"), (.idNumber, "E12345678", "E******78"),
        (.idNumber, "123", "***"),
        (.address, "浙江省杭州市西湖区文三路1号", "浙江省杭州市西湖区***"), (.address, "杭州市阳光小区3幢201", "杭州市***"),
        (.address, "文三路1号", "***"), (.address, "12 Lake Road, Hangzhou", "***, Hangzhou"),
        (.text, "左侧髋部骨折", "***"),
    ])
    func `leaves this much of a sensitive value`(kind: FieldKind, value: String, shown: String) {
        #expect(Masking.shown(value, kind, class: .sensitive, grant: .masked) == shown)
    }

    @Test(arguments: FieldKind.allCases)
    func `is decided by class and grant`(kind: FieldKind) {
        let value = "330102194001011234"
        for grant in ViewGrant.allCases {
            #expect(Masking.shown(value, kind, class: .normal, grant: grant) == value)
            #expect(Masking.shown("", kind, class: .secret, grant: grant) == "")
        }
        #expect(Masking.shown(value, kind, class: .sensitive, grant: .full) == value)
        #expect(Masking.shown(value, kind, class: .sensitive, grant: .masked) != value)
        #expect(Masking.shown(value, kind, class: .sensitive, grant: .none) == Masking.hidden)
        #expect(Masking.shown(value, kind, class: .secret, grant: .full) == value)
        #expect(Masking.shown(value, kind, class: .secret, grant: .masked) == Masking.hidden)
        #expect(Masking.shown(value, kind, class: .secret, grant: .none) == Masking.hidden)
    }
}
