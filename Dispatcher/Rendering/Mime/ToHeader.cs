using System.Buffers;

namespace Newsletter.Dispatcher.Rendering.Mime;

/// <summary>
/// Writes the To header. Names of plain words are written here, fast; others are written like all headers.
/// </summary>
internal static class ToHeader
{
    /// <summary>A header of this length is never folded (the limit of RFC 5322 2.1.1 is 78).</summary>
    private const int LongestLine = 70;

    /// <summary>The letters of a name; spaces are checked separately.</summary>
    private static readonly SearchValues<char> Letters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    );

    private static readonly SearchValues<char> AddressSigns = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.@+_-"
    );

    public static void Write(ByteWriter head, string? name, string address)
    {
        if (IsPlain(name, address))
        {
            head.Write("To: "u8);
            if (name is { Length: > 0 })
            {
                head.WriteAscii(name);
                head.Write(" <"u8);
                head.WriteAscii(address);
                head.Write(">\r\n"u8);
            }
            else
            {
                head.WriteAscii(address);
                head.Write("\r\n"u8);
            }

            return;
        }

        MailHeaders.Mailbox(head, "To", name, address);
    }

    private static bool IsPlain(string? name, string address)
    {
        if (
            (name?.Length ?? 0) + address.Length > LongestLine - "To:  <>".Length
            || address.AsSpan().ContainsAnyExcept(AddressSigns)
        )
        {
            return false;
        }

        // Words with one space between them.
        for (var rest = name.AsSpan(); rest.Length > 0; )
        {
            var end = rest.IndexOfAnyExcept(Letters);
            if (end < 0)
            {
                return true;
            }

            if (end == 0 || rest[end] != ' ' || end + 1 == rest.Length)
            {
                return false;
            }

            rest = rest[(end + 1)..];
        }

        return true;
    }
}
