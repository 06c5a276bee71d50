using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Web;

/// <summary>
/// Makes the pages work under a path such as <c>/letter</c> of <see cref="NewsletterSettings.BaseUrl"/>, whether the
/// proxy in front takes the path away or leaves it.
/// Tests: EveryPageTests.
/// </summary>
internal sealed class UnderPathBase(RequestDelegate next, NewsletterSettings newsletter)
{
    private readonly PathString _base = new(new Uri(newsletter.BaseUrl).AbsolutePath.TrimEnd('/'));

    public Task InvokeAsync(HttpContext context)
    {
        if (_base.HasValue)
        {
            context.Request.Path = context.Request.Path.StartsWithSegments(_base, out var rest)
                ? rest
                : context.Request.Path;
            context.Request.PathBase = _base;
        }

        return next(context);
    }
}
