namespace Newsletter.Dispatcher.Desk;

/// <summary>A field of a posted form. Tests: ReaderPagesTests.</summary>
internal static class PostedField
{
    /// <returns>Null where there is none, and for a body that is no form.</returns>
    public static string? Of(HttpRequest request, string name) =>
        request.HasFormContentType ? request.Form[name] : (string?)null;
}
