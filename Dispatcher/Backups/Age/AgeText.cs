namespace Newsletter.Dispatcher.Backups.Age;

/// <summary>Base64 without padding, as age writes it. Pure. Tests: AgeTests.</summary>
internal static class AgeText
{
    public static string Encode(byte[] octets) => Convert.ToBase64String(octets).TrimEnd('=');

    /// <returns>Null where the text is not exactly what <see cref="Encode"/> would write.</returns>
    public static byte[]? Decode(string text)
    {
        var octets = new byte[text.Length];
        var padded = text + new string('=', (4 - (text.Length % 4)) % 4);
        return Convert.TryFromBase64String(padded, octets, out var length) && Encode(octets[..length]) == text
            ? octets[..length]
            : null;
    }
}
