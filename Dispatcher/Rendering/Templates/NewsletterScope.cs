using Newsletter.Dispatcher.Words;
using Scriban.Runtime;

namespace Newsletter.Dispatcher.Rendering.Templates;

/// <summary>
/// The object <c>newsletter</c> of templates. It brings the newsletter's words, for the function <c>say</c>; no
/// template sees them as members.
/// Tests: SayTests.
/// </summary>
internal sealed class NewsletterScope(ReaderWords words) : ScriptObject(16, autoImportStaticsFromThisType: false)
{
    public ReaderWords Words => words;
}
