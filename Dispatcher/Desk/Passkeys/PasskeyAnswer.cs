using System.Text.Json;
using Newsletter.Dispatcher.Text;
using Newsletter.Dispatcher.Web;

namespace Newsletter.Dispatcher.Desk.Passkeys;

/// <summary>What the script of the page posts. Tests: PasskeyTests.</summary>
/// <param name="Credential">As the browser made it; the framework reads it.</param>
/// <param name="Name">What the person calls it; null where nothing is asked.</param>
/// <param name="To">The page that was asked for; null for the first.</param>
internal sealed record PasskeyAnswer(string Credential, string? Name, string? To)
{
    /// <returns>Null for a body that is no such answer.</returns>
    public static async Task<PasskeyAnswer?> ReadAsync(HttpContext context)
    {
        try
        {
            using var json = await TimedBody.ReadAsync(
                context,
                token => JsonDocument.ParseAsync(context.Request.Body, new() { MaxDepth = 8 }, token)
            );
            var root = json.RootElement;
            return
                root.ValueKind is JsonValueKind.Object
                && root.TryGetProperty("credential", out var credential)
                && credential.ValueKind is JsonValueKind.Object
                ? new(credential.GetRawText(), root.Text("name"), root.Text("to"))
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or BadHttpRequestException)
        {
            return null;
        }
    }
}
