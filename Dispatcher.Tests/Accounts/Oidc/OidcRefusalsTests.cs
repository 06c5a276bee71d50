using Newsletter.Dispatcher.Accounts.Oidc;

namespace Newsletter.Dispatcher.Tests.Accounts.Oidc;

[TestFixture]
internal sealed class OidcRefusalsTests
{
    [Test]
    public void Each_refusal_has_a_sentence_of_its_own_that_names_the_service_and_what_to_do()
    {
        var sentences = OidcRefusals
            .Words.Values.Select(refusal => OidcRefusals.Sentence(refusal, "Example login"))
            .ToList();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(sentences, Is.Unique);
            Assert.That(sentences, Has.All.Contains("Example login"));
            Assert.That(sentences, Has.All.Match("[Tt]ry again|Start the|[Aa]sk an owner|Make somebody"));
        }
    }
}
