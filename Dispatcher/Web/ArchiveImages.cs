using Microsoft.Net.Http.Headers;
using Newsletter.Dispatcher.Archive;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering.Templates;

namespace Newsletter.Dispatcher.Web;

/// <summary>The images of past issues. Tests: ArchiveReaderTests.</summary>
internal static class ArchiveImages
{
    /// <summary>
    /// The images of past issues, for the archive and for mails with linked images. They come as they were frozen, by
    /// name from the database, so no path leads to a file.
    /// </summary>
    public static void MapArchiveImages(this IEndpointRouteBuilder routes) =>
        routes.MapMethods(
            "/archive/{slug}/{**path}",
            [HttpMethods.Get, HttpMethods.Head],
            async Task<IResult> (string slug, string path, string? v, ArchiveStore store, HttpContext context) =>
            {
                if (
                    !PictureNames.IsFrozen(path)
                    || await store.FindAsync(slug, context.RequestAborted) is not { } issue
                    || await store.ImageAsync(issue, path, context.RequestAborted) is not { } content
                    || IssueImages.ContentTypeOf(content) is not { } type
                )
                {
                    return TypedResults.NotFound();
                }

                var version = ArchivePage.VersionOf(content);
                var headers = context.Response.Headers;

                // A mail names no version, and a correction may put another image in this one's place.
                headers.CacheControl = v == version ? "public, max-age=31536000, immutable" : "public, max-age=3600";

                // Webmail shows it within a page of its own.
                headers["Cross-Origin-Resource-Policy"] = "cross-origin";
                return TypedResults.Bytes(content, type, entityTag: new EntityTagHeaderValue($"\"{version}\""));
            }
        );
}
