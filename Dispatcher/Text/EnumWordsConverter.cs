using System.Text.Json;
using System.Text.Json.Serialization;

namespace Newsletter.Dispatcher.Text;

/// <summary>Writes the values of an enum as their words, and reads them. Tests: EnumWordsTests.</summary>
internal sealed class EnumWordsConverter<T>(EnumWords<T> words) : JsonConverter<T>
    where T : struct, Enum
{
    /// <exception cref="JsonException">The text is none of the words.</exception>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        words.Find(reader.GetString()) ?? throw new JsonException();

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(words.Of(value));

    /// <inheritdoc/>
    public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WritePropertyName(words.Of(value));
}
