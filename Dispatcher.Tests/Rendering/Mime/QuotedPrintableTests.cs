using System.Text;
using FsCheck;
using FsCheck.Fluent;
using MimeKit.Encodings;
using Newsletter.Dispatcher.Rendering.Mime;
using Newsletter.Dispatcher.Rendering.Splicing;

namespace Newsletter.Dispatcher.Tests.Rendering.Mime;

[TestFixture]
internal sealed class QuotedPrintableTests
{
    private static readonly string[] Signs =
    [
        "a",
        " ",
        "\t",
        "\n",
        "\r\n",
        "\r",
        "=",
        ".",
        "é",
        "東",
        "👩",
        "\u2028",
        "\u0085",
        "\f",
        "\0",
        "\ud800",
        "From ",
        new string('x', 74),
        new string('.', 77),
        new string(' ', 80),
    ];

    [TestCase("a", "a")]
    [TestCase("a=b", "a=3Db")]
    [TestCase("é", "=C3=A9")]
    [TestCase("a \nb\t", "a=20\r\nb=09")]
    [TestCase("a\r\nb\nc\rd", "a\r\nb\r\nc\r\nd")]
    [TestCase(".\n..", "=2E\r\n=2E.")]
    [TestCase("", "")]
    public void A_text_is_encoded(string text, string expected) =>
        Assert.That(Encoding.ASCII.GetString(QuotedPrintable.Encode(text)), Is.EqualTo(expected));

    [Test]
    public void A_piece_that_ends_within_a_line_ends_in_a_soft_break()
    {
        using var output = new ByteWriter();

        QuotedPrintable.Write(output, "Dear ", isLast: false);
        QuotedPrintable.Write(output, "Ana", isLast: false);
        QuotedPrintable.Write(output, ",\n", isLast: false);
        QuotedPrintable.Write(output, ".", isLast: true);

        Assert.That(Encoding.ASCII.GetString(output.ToArray()), Is.EqualTo("Dear =\r\nAna=\r\n,\r\n=2E"));
    }

    [Test]
    public void Encoded_pieces_decode_to_the_whole_text()
    {
        var pieces = Gen.Elements(Signs).ListOf().Select(string.Concat).ListOf();
        Prop.ForAll(
                pieces.ToArbitrary(),
                texts =>
                {
                    var whole = texts.Where(SplicedBody.CanStandAlone).ToList();
                    using var output = new ByteWriter(1);
                    for (var i = 0; i < whole.Count; i++)
                    {
                        QuotedPrintable.Write(output, whole[i], isLast: i == whole.Count - 1);
                    }

                    var encoded = output.ToArray();
                    var lines = Encoding.Latin1.GetString(encoded).Split("\r\n");
                    return lines.All(line =>
                            line.Length <= 76
                            && line.AsSpan().IndexOfAny('\r', '\n') < 0
                            && !line.StartsWith('.')
                            && !line.EndsWith(' ')
                            && !line.EndsWith('\t')
                        )
                        && encoded.All(b => b is >= 0x20 and < 0x7f or (byte)'\r' or (byte)'\n' or (byte)'\t')
                        && Decoded(encoded)
                            .SequenceEqual(
                                Encoding.UTF8.GetBytes(
                                    string.Concat(whole.Select(text => text.ReplaceLineEndings("\r\n")))
                                )
                            );
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
    }

    private static byte[] Decoded(byte[] encoded)
    {
        var decoder = new QuotedPrintableDecoder();
        var output = new byte[decoder.EstimateOutputLength(encoded.Length)];
        return output[..decoder.Decode(encoded, 0, encoded.Length, output)];
    }
}
