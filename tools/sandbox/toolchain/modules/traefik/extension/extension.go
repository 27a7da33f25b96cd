// Package ext stands in for a module inside Traefik's repository, which the module proxy does not have: what Traefik's
// makers add to it in their other products. In Traefik itself it is empty.
package ext

type (
	HTTP      struct{}
	Router    struct{}
	RouterIng struct{}
)

func (RouterIng) ToRouter() (none Router) { return none }
