using System.Security.Cryptography;
using System.Text;

namespace Newsletter.Dispatcher.Backups.Age;

/// <summary>
/// The first lines of an age file: for whom its key is, and a proof that nobody changed them. Tests: AgeTests.
/// </summary>
internal static class AgeHeader
{
    public const string Version = "age-encryption.org/v1";

    private const int Columns = 64;
    private const int LongestLine = 200;
    private const int MostLines = 200;
    private const string Entry = "-> ";
    private const string End = "---";

    public static byte[] Write(AgeLock @lock, byte[] fileKey)
    {
        var (arguments, body) = @lock.Wrap(fileKey);
        var head = $"{Version}\n{Entry}{arguments}\n{AgeText.Encode(body)}\n{End}";
        return Encoding.ASCII.GetBytes($"{head} {AgeText.Encode(Proof(fileKey, head))}\n");
    }

    /// <summary>Reads up to the payload.</summary>
    /// <returns>The key of the file; null where the opener opens none of its entries.</returns>
    /// <exception cref="InvalidDataException">It is no header, or it was changed.</exception>
    public static byte[]? Read(Stream file, AgeOpener opener)
    {
        var head = new StringBuilder();
        byte[]? fileKey = null;
        for (var lines = 0; lines < MostLines; )
        {
            var line = Line(file);
            lines++;
            if (line.StartsWith($"{End} ", StringComparison.Ordinal))
            {
                head.Append(End);
                return fileKey is null || IsProven(fileKey, head.ToString(), line[(End.Length + 1)..])
                    ? fileKey
                    : throw new InvalidDataException("its header was changed");
            }

            head.Append(line).Append('\n');
            if (lines == 1 ? line != Version : !line.StartsWith(Entry, StringComparison.Ordinal))
            {
                throw new InvalidDataException("its header is damaged");
            }

            if (lines > 1)
            {
                var body = Body(file, head, ref lines);
                fileKey ??= opener.Open(line[Entry.Length..].Split(' '), body);
            }
        }

        throw new InvalidDataException("its header is too long");
    }

    /// <summary>Lines of 64 characters, up to a shorter one.</summary>
    private static byte[] Body(Stream file, StringBuilder head, ref int lines)
    {
        var body = new StringBuilder();
        string line;
        do
        {
            line = Line(file);
            lines++;
            head.Append(line).Append('\n');
            body.Append(line);
        } while (line.Length == Columns && lines < MostLines);

        return AgeText.Decode(body.ToString()) ?? throw new InvalidDataException("its header is damaged");
    }

    private static string Line(Stream file)
    {
        var line = new StringBuilder();
        for (int octet; (octet = file.ReadByte()) != '\n'; )
        {
            if (octet is < 0x20 or > 0x7e || line.Length == LongestLine)
            {
                throw new InvalidDataException("its header is damaged or ends in the middle");
            }

            line.Append((char)octet);
        }

        return line.ToString();
    }

    private static bool IsProven(byte[] fileKey, string head, string proof) =>
        AgeText.Decode(proof) is { } given && CryptographicOperations.FixedTimeEquals(Proof(fileKey, head), given);

    private static byte[] Proof(byte[] fileKey, string head) =>
        HMACSHA256.HashData(AgeKeys.OfHeader(fileKey), Encoding.ASCII.GetBytes(head));
}
