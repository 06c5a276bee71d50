using System.Globalization;
using System.Text.Json;

namespace Newsletter.Dispatcher.Bounces.Providers;

/// <summary>Looks into JSON of others: whatever is missing, of another type or broken is null.</summary>
internal static class ForeignJson
{
    private static readonly JsonDocumentOptions Form = new() { MaxDepth = 32 };

    /// <summary>What a reader makes of a body; its default for what is no JSON, or nested without end.</summary>
    public static T? Read<T>(ReadOnlyMemory<byte> json, Func<JsonElement, T?> read)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Form);
            return read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The second is thrown for names of half a character ("\ud800").
            return default;
        }
    }

    public static JsonElement? At(this JsonElement json, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (json.ValueKind is not JsonValueKind.Object || !json.TryGetProperty(name, out json))
            {
                return null;
            }
        }

        return json.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined ? null : json;
    }

    public static string? Text(this JsonElement json, params ReadOnlySpan<string> path)
    {
        if (json.At(path) is not { ValueKind: JsonValueKind.String } text)
        {
            return null;
        }

        try
        {
            return text.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half a character.
            return null;
        }
    }

    /// <summary>A text, or a number as it is written.</summary>
    public static string? Word(this JsonElement json, params ReadOnlySpan<string> path) =>
        json.At(path) is { ValueKind: JsonValueKind.Number } number ? number.GetRawText() : json.Text(path);

    public static IEnumerable<JsonElement> List(this JsonElement json, params ReadOnlySpan<string> path) =>
        json.At(path) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    /// <summary>An instant in the form of ISO 8601.</summary>
    public static DateTimeOffset? Instant(this JsonElement json, params ReadOnlySpan<string> path) =>
        DateTimeOffset.TryParse(
            json.Text(path),
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var at
        )
            ? at
            : null;

    /// <summary>An instant as Unix seconds, whole or not, of the years 1970 to 9999.</summary>
    public static DateTimeOffset? UnixSeconds(this JsonElement json, params ReadOnlySpan<string> path) =>
        json.At(path) is { ValueKind: JsonValueKind.Number } number
        && number.TryGetDouble(out var seconds)
        && seconds is >= 0 and < 253_402_300_799
            ? DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000))
            : null;
}
