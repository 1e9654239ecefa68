import CArgon2
import CQREncode
import Crypto
import Web
