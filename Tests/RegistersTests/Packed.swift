/// Texts packed by another program, in each of the three ways DEFLATE knows.
struct Packed: Sendable {
    let base64: String
    let text: String

    static let all = [
        Packed(base64: "AREA7v9oZWxsbyBoZWxsbyBoZWxsbw==", text: "hello hello hello"),
        Packed(base64: "y0jNyclXyECQAA==", text: "hello hello hello"),
        Packed(
            base64: """
                ZdZbahxRDATQrQRvIFePqwdMBrIW7yAfXn9Cq0yg9KsBw+l2Vdfr88efXx+/z8f79fU+r59f79fPz/drrvJcW5ru+tzLiu723PMm\
                3f25Rwbd73O/fekecxenez53N6N7PXe7Svd+7prCruFKL/CI5bBYhqwsliG3M1nGXMFmGXQWo2XUeVgtww5ltoz7Ortl4B4M14Fb\
                MVwHrr1eNeDCch25GMt15JfhOvBOhuvAqxmuAy9huA48jeE68LgMt4HfZLgN3IvhNnA/65984KYMt4Grs9xGLsFyg5zhNnBm27Bb\
                mW2Nv8NsH3YGs10QSWa7IpPMdkMoV7gdqWS2X8SS2R7IJbs9kUuW+8hFWO4jN4bfgfdl+BXkkuFXkUuGX7TaYfhFremqNfSaM/wG\
                csnwixdeDL+otsPwi25Tlge6zVkegjfLd0UuGR6GXDI80G3C8EC32Sr0QC4ZHolcMjwG7s3wQLcJwxPdZgxPdJuzPBW5ZHlCzvDE\
                G+czmk2Znd/5Xh+yRC6ZncOOYnai2Q6zC82mzC40mzG7FLlkdhlyye5y5JLlhWYTltfIjeGVyOX6hBceOcNr4NkMb3SbMLzRbcrw\
                Rrc5w9uQS4a3I5cMb3TbYXij25TljW5zljde+RovA+/a6wXldtZ8OWi3tdjkoN7WZpNjyOaaMAdf8rXb5Fykc42Yg4pb200OOm6t\
                NznzBHTtt387bB7aXnDy/QzWDxit646a2xMOG672hsOIyz3isOJirzjMuNgzDjvu7h2HIed7yGHJ2f8l9xc=
                """,
            text: (0..<120).map { "<c r=\"A\($0)\"><v>\($0 * 7919 % 1000)</v></c>" }.joined()),
    ]
}
