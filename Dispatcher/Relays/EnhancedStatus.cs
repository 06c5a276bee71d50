namespace Newsletter.Dispatcher.Relays;

/// <summary>
/// The part of an enhanced status code that tells more than the basic one (RFC 3463): subject and detail.
/// Tests: RateWordsTests.
/// </summary>
/// <remarks>The class digit is not kept: it is the basic code's, or the enhanced code is not believed.</remarks>
internal readonly record struct EnhancedStatus(int Subject, int Detail)
{
    /// <summary>The code at the start of a reply's text, as RFC 2034 puts it there.</summary>
    /// <param name="text">The text after the basic code, untrusted.</param>
    /// <param name="firstDigit">First digit of the basic code, which decides.</param>
    /// <returns>
    /// Null where there is none, where it stands later in the text (<c>see 5.1.1</c>), and where its class contradicts
    /// the basic code (<c>450 5.1.1</c>).
    /// </returns>
    public static EnhancedStatus? AtStart(string text, int firstDigit)
    {
        var rest = text.AsSpan().TrimStart(' ');
        if (
            Number(ref rest, mostDigits: 1) != firstDigit
            || !Dot(ref rest)
            || Number(ref rest, mostDigits: 3) is not { } subject
            || !Dot(ref rest)
            || Number(ref rest, mostDigits: 3) is not { } detail
        )
        {
            return null;
        }

        return EndsHere(rest) ? new(subject, detail) : null;
    }

    private static int? Number(ref ReadOnlySpan<char> rest, int mostDigits)
    {
        var (value, digits) = (0, 0);
        while (digits < mostDigits && digits < rest.Length && char.IsAsciiDigit(rest[digits]))
        {
            value = (10 * value) + (rest[digits++] - '0');
        }

        rest = rest[digits..];
        return digits > 0 ? value : null;
    }

    private static bool Dot(ref ReadOnlySpan<char> rest)
    {
        if (rest is not ['.', ..])
        {
            return false;
        }

        rest = rest[1..];
        return true;
    }

    /// <summary>False in the middle of a word or of a longer number, for example an IP address.</summary>
    private static bool EndsHere(ReadOnlySpan<char> rest) =>
        rest is [] || !(char.IsLetterOrDigit(rest[0]) || rest is ['.', >= '0' and <= '9', ..]);
}
