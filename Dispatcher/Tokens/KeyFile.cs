using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Tokens;

/// <summary>
/// The file with the keys that sign links. It is made at the first start and readable only by the dispatcher's user.
/// Each line is one key, <c>ID BASE64</c>, with <c>made=DATE</c> and <c>retired=DATE</c> where they are known; the last
/// one signs, and all of them verify until they are retired.
/// </summary>
internal static class KeyFile
{
    private const int ShortestSecret = 32;
    private const string MadeWord = "made=";
    private const string RetiredWord = "retired=";

    /// <exception cref="StorageException">The file cannot be read, or a line is not a key.</exception>
    public static IReadOnlyList<SigningKey> ReadOrCreate(string path)
    {
        try
        {
            Create(path);
            List<SigningKey> keys =
            [
                .. File.ReadAllLines(path)
                    .Where(line => line.Trim().Length > 0)
                    .Select((line, at) => Parse(path, line, at + 1)),
            ];
            return keys is [.., { RetiredOn: null }]
                ? keys
                : throw new StorageException(
                    $"{path}: has no key that signs: its last line is none, or retired. Restore it from a backup."
                );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StorageException(
                $"{path}: the key file cannot be used ({e.Message}); links in mails need it.",
                e
            );
        }
    }

    /// <summary>Adds a key, which signs from then on.</summary>
    /// <returns>All keys, the new one last.</returns>
    /// <exception cref="StorageException">The file cannot be read or written; then it is as it was.</exception>
    public static IReadOnlyList<SigningKey> Renew(string path, DateOnly today) =>
        Change(
            path,
            keys =>
                [
                    .. keys,
                    new(SigningKey.NextName(keys), RandomNumberGenerator.GetBytes(ShortestSecret)) { MadeOn = today },
                ]
        );

    /// <summary>Refuses the links of a key from then on. The key that signs cannot be retired.</summary>
    /// <inheritdoc cref="Renew"/>
    public static IReadOnlyList<SigningKey> Retire(string path, string id, DateOnly today) =>
        Change(path, keys => [.. keys.Select(key => key.Id == id ? key with { RetiredOn = today } : key)]);

    /// <summary>Writes a new file beside the old one and moves it there, with the same owner.</summary>
    private static IReadOnlyList<SigningKey> Change(
        string path,
        Func<IReadOnlyList<SigningKey>, IReadOnlyList<SigningKey>> change
    )
    {
        // Only one process can make this file, so two changes at once do not lose each other's key.
        var temporary = $"{path}.new";
        var isMade = false;
        try
        {
            using (var file = PrivateFiles.Open(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                isMade = true;
                var keys = change(ReadOrCreate(path));
                file.Write(Encoding.ASCII.GetBytes(string.Concat(keys.Select(Line))));
                file.Flush(flushToDisk: true);
            }

            FileOwner.Copy(path, temporary);
            var changed = ReadOrCreate(temporary);
            File.Move(temporary, path, overwrite: true);
            return changed;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or StorageException)
        {
            if (isMade)
            {
                File.Delete(temporary);
            }

            throw e as StorageException
                ?? new StorageException(
                    isMade || !File.Exists(temporary)
                        ? $"{path}: the key file cannot be changed ({e.Message}); it is as it was."
                        : $"{temporary} is there: the keys are being changed now, or that was cut off. If "
                            + "nobody changes them, delete that file and try again.",
                    e
                );
        }
    }

    private static string Line(SigningKey key) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{key.Id} {Convert.ToBase64String(key.Secret)}{Date(MadeWord, key.MadeOn)}"
                + $"{Date(RetiredWord, key.RetiredOn)}\n"
        );

    private static string Date(string word, DateOnly? date) =>
        date is null ? "" : string.Create(CultureInfo.InvariantCulture, $" {word}{date:yyyy-MM-dd}");

    private static DateOnly? DateOf(string name, string word) =>
        word.StartsWith(name, StringComparison.Ordinal)
        && DateOnly.TryParseExact(
            word[name.Length..],
            "yyyy-MM-dd",
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var date
        )
            ? date
            : null;

    /// <summary>Makes the file with one key; does not touch an existing file.</summary>
    private static void Create(string path)
    {
        if (File.Exists(path))
        {
            return;
        }

        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        // Write a temporary file and move it, so that a second process never reads half a key.
        var temporary = $"{path}.{Guid.NewGuid():N}";
        using (var file = new FileStream(temporary, options))
        {
            file.Write(
                System.Text.Encoding.ASCII.GetBytes($"a {Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}\n")
            );
            file.Flush(flushToDisk: true);
        }

        try
        {
            File.Move(temporary, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(temporary);
        }
    }

    private static SigningKey Parse(string path, string line, int number)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Span<byte> secret = stackalloc byte[256];
        if (
            words.Length is >= 2 and <= 4
            && words[0].Length <= 4
            && words[0].All(char.IsAsciiLetterOrDigit)
            && Convert.TryFromBase64String(words[1], secret, out var length)
            && length >= ShortestSecret
            && secret[..length].ContainsAnyExcept((byte)0)
            && words[2..].All(word => DateOf(MadeWord, word) is not null || DateOf(RetiredWord, word) is not null)
        )
        {
            return new SigningKey(words[0], secret[..length].ToArray())
            {
                MadeOn = words[2..].Select(word => DateOf(MadeWord, word)).FirstOrDefault(date => date is not null),
                RetiredOn = words[2..]
                    .Select(word => DateOf(RetiredWord, word))
                    .FirstOrDefault(date => date is not null),
            };
        }

        throw new StorageException(
            $"{path}:{number}: is no key; a line is a short name and at least {ShortestSecret} random bytes in "
                + "base64. Restore the file from a backup."
        );
    }
}
