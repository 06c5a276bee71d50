using System.Text.Json;

namespace Newsletter.Dispatcher.Backups;

/// <summary>The JSON in a backup, which outlives versions. Tests: BackupTests.</summary>
internal static class BackupJson
{
    private static readonly JsonSerializerOptions Form = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
    };

    public static byte[] Write<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Form);

    /// <exception cref="InvalidDataException">It is not of this kind.</exception>
    public static T Read<T>(byte[] text)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(text, Form) ?? throw new InvalidDataException("it is damaged");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException("it is damaged or was changed", e);
        }
    }
}
