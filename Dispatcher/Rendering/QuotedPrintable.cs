using System.Text;
using MimeKit.Encodings;

namespace Newsletter.Dispatcher.Rendering;

/// <summary>Text as it travels: UTF-8, CRLF, quoted-printable (RFC 2045 6.7), so that no bare CR and no long line ever goes out.</summary>
internal static class QuotedPrintable
{
    /// <summary>Longest encoded line, without its CRLF.</summary>
    private const int LineLength = 76;

    public static byte[] Encode(string text)
    {
        var input = Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n"));
        var encoder = new QuotedPrintableEncoder(LineLength);
        var output = new byte[encoder.EstimateOutputLength(input.Length)];
        var length = encoder.Flush(input, 0, input.Length, output);
        return WithCrlf(output.AsSpan(0, length));
    }

    /// <summary>MimeKit ends its soft breaks with a bare LF.</summary>
    private static byte[] WithCrlf(ReadOnlySpan<byte> encoded)
    {
        var result = new byte[encoded.Length + encoded.Count((byte)'\n')];
        var length = 0;
        for (var i = 0; i < encoded.Length; i++)
        {
            if (encoded[i] == '\n' && (i == 0 || encoded[i - 1] != '\r'))
            {
                result[length++] = (byte)'\r';
            }

            result[length++] = encoded[i];
        }

        return result[..length];
    }
}
