import Kernel
import Platform
import TestKit
import Testing

@Suite struct TOTPTests {
    private let secret = Array("12345678901234567890".utf8)

    @Test(arguments: [
        (59, "94287082"), (1_111_111_109, "07081804"), (1_111_111_111, "14050471"), (1_234_567_890, "89005924"),
        (2_000_000_000, "69279037"), (20_000_000_000, "65353130"),
    ])
    func `the vectors of RFC 6238 hold`(seconds: Int64, code: String) {
        let step = TOTP.step(at: Instant(milliseconds: seconds * 1000))
        #expect(TOTP.code(secret: secret, step: step, digits: 8) == code)
        #expect(TOTP.code(secret: secret, step: step) == code.suffix(6))
    }

    @Test func `a code holds one step to either side`() {
        let now = MovableClock.morning
        let step = TOTP.step(at: now)
        for offset in Int64(-3)...3 {
            let code = TOTP.code(secret: secret, step: step + offset)
            let accepted = TOTP.accept(code, secret: secret, at: now, lastStep: 0)
            #expect(accepted == (abs(offset) <= 1 ? step + offset : nil))
        }
    }

    @Test func `a used code and any before it are refused`() {
        let now = MovableClock.morning
        let step = TOTP.step(at: now)
        let code = TOTP.code(secret: secret, step: step)
        #expect(TOTP.accept(code, secret: secret, at: now, lastStep: step) == nil)
        let earlier = TOTP.code(secret: secret, step: step - 1)
        #expect(TOTP.accept(earlier, secret: secret, at: now, lastStep: step) == nil)
        #expect(TOTP.accept(code, secret: secret, at: now, lastStep: step - 1) == step)
    }

    @Test func `a code may be typed full-width or with a space`() {
        let now = Instant(milliseconds: 59_000)
        #expect(TOTP.accept("２８７ 082", secret: secret, at: now, lastStep: 0) == 1)
        #expect(TOTP.accept("", secret: secret, at: now, lastStep: 0) == nil)
        #expect(TOTP.accept("2870820", secret: secret, at: now, lastStep: 0) == nil)
    }

    @Test func `the address for authenticator programs escapes its parts`() {
        let uri = TOTP.uri(secret: secret, issuer: "Willow Home", login: "li@a")
        #expect(
            uri == "otpauth://totp/Willow%20Home:li%40a?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
                + "&issuer=Willow%20Home&algorithm=SHA1&digits=6&period=30")
    }

    @Test(arguments: [("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foobar", "MZXW6YTBOI")])
    func `base 32 goes both ways`(plain: String, coded: String) {
        #expect(base32(Array(plain.utf8)) == coded)
        #expect(bytes(ofBase32: coded.lowercased()) == Array(plain.utf8))
        #expect(bytes(ofBase32: "M1") == nil)
    }

    @Test func `recovery codes differ and forgive how they are typed`() {
        let codes = RecoveryCode.make(of: MovableClock().randomBytes(160))
        #expect(Set(codes).count == 10 && codes.allSatisfy { $0.count == 19 })
        let typed = codes[0].uppercased().replacing("-", with: " ")
        #expect(RecoveryCode.digest(typed, of: made(1)) == RecoveryCode.digest(codes[0], of: made(1)))
        #expect(RecoveryCode.digest(codes[0], of: made(2)) != RecoveryCode.digest(codes[0], of: made(1)))
    }
}
