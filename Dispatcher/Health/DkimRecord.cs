using System.Security.Cryptography;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Health;

/// <summary>
/// Compares the text at a DKIM record's name with the key that signs (RFC 6376 3.6.1). Pure.
/// Tests: VerdictTests.
/// </summary>
internal static class DkimRecord
{
    /// <param name="texts">All texts at the key's <see cref="DkimSettings.RecordName"/>.</param>
    public static Check Judge(DkimSettings key, IReadOnlyList<string> texts)
    {
        var name = $"DKIM {key.Selector}";
        var publish = "Publish the record that this prints: dispatcher dkim record";
        var records = texts.Select(DnsTags.Read).Where(tags => tags.ContainsKey("p")).ToList();
        if (records.Count == 0)
        {
            return Check.Red(name, $"{key.RecordName} has no DKIM record.", publish);
        }

        if (records.FirstOrDefault(tags => IsSameKey(key.Key, tags["p"])) is not { } match)
        {
            return records.All(tags => tags["p"].Length == 0)
                ? Check.Red(
                    name,
                    $"The record at {key.RecordName} says that the key was withdrawn.",
                    "Make a new key with a new selector: dispatcher dkim new"
                )
                : Check.Red(name, $"The record at {key.RecordName} has another key than the one that signs.", publish);
        }

        if (records.Count > 1)
        {
            return Check.Yellow(
                name,
                $"{key.RecordName} has {records.Count} records; receivers may take the wrong one.",
                "Delete all but one."
            );
        }

        return match.GetValueOrDefault("t", "").Split(':').Contains("y", StringComparer.Ordinal)
            ? Check.Yellow(
                name,
                $"The record at {key.RecordName} says t=y: receivers take the signature for a test.",
                "Take t=y out of it."
            )
            : Check.Green(name, $"The record at {key.RecordName} has the key that signs ({key.Key.Algorithm}).");
    }

    /// <summary>
    /// Both forms of an RSA key are in use: SubjectPublicKeyInfo, and RSAPublicKey as the RFC has it.
    /// </summary>
    private static bool IsSameKey(DkimKey key, string published)
    {
        if (published == key.PublicKey)
        {
            return true;
        }

        try
        {
            using var rsa = RSA.Create();
            rsa.ImportRSAPublicKey(Convert.FromBase64String(published), out _);
            return Convert.ToBase64String(rsa.ExportSubjectPublicKeyInfo()) == key.PublicKey;
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            return false;
        }
    }
}
