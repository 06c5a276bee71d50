using System.Globalization;
using System.Text.Json;

namespace Newsletter.Dispatcher.Text;

/// <summary>
/// Reads JSON that others wrote. What is missing, of another type or broken is null, and never an exception: also a
/// text, or the name of a property, with half of a surrogate pair (<c>"\ud800"</c>).
/// </summary>
internal static class ForeignJson
{
    private const int LongestId = 255;

    private static readonly JsonDocumentOptions Form = new() { MaxDepth = 32 };

    /// <summary>What a reader makes of a body; its default for what is no JSON, or is nested too deep.</summary>
    public static T? Read<T>(ReadOnlyMemory<byte> json, Func<JsonElement, T?> read)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Form);
            return read(document.RootElement);
        }
        catch (JsonException)
        {
            return default;
        }
    }

    /// <summary>What stands at the end of a path of names; null where nothing or a JSON null stands there.</summary>
    public static JsonElement? At(this JsonElement json, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (Property(json, name) is not { } property)
            {
                return null;
            }

            json = property;
        }

        return json.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined ? null : json;
    }

    /// <summary>True where an object has a property of this name, also one that is null.</summary>
    public static bool Has(this JsonElement json, string name) => Property(json, name) is not null;

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
            // Half of a surrogate pair: no text in UTF-16.
            return null;
        }
    }

    /// <summary>A text, or a number as it is written.</summary>
    public static string? Word(this JsonElement json, params ReadOnlySpan<string> path) =>
        json.At(path) is { ValueKind: JsonValueKind.Number } number ? number.GetRawText() : json.Text(path);

    /// <summary>
    /// The id of an object that is either named or written out; null for an empty one, and for one of more than 255
    /// characters.
    /// </summary>
    public static string? Id(this JsonElement json, params ReadOnlySpan<string> path) =>
        (json.Text(path) ?? json.At(path)?.Text("id")) is { Length: > 0 and <= LongestId } id ? id : null;

    /// <summary>A whole number.</summary>
    public static long? Number(this JsonElement json, params ReadOnlySpan<string> path) =>
        json.At(path) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var value) ? value : null;

    /// <summary>True only where <c>true</c> stands.</summary>
    public static bool Flag(this JsonElement json, string name) => json.At(name) is { ValueKind: JsonValueKind.True };

    /// <summary>The elements of an array; none where there is no array.</summary>
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
        && seconds is >= 0 and < 253_402_300_800
            ? DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000))
            : null;

    private static JsonElement? Property(JsonElement json, string name)
    {
        if (json.ValueKind is not JsonValueKind.Object)
        {
            return null;
        }

        try
        {
            return json.TryGetProperty(name, out var value) ? value : null;
        }
        catch (InvalidOperationException)
        {
            // Another property has a name that is no text.
            return LastNamed(json, name);
        }
    }

    private static JsonElement? LastNamed(JsonElement json, string name)
    {
        JsonElement? found = null;
        foreach (var property in json.EnumerateObject())
        {
            try
            {
                found = property.NameEquals(name) ? property.Value : found;
            }
            catch (InvalidOperationException)
            {
                // The name that is no text.
            }
        }

        return found;
    }
}
